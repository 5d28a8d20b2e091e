/** The message's key as a tag of the provider: letters, digits, `-` and `_` only, at most 256 of them. The run names the contact. */
import type { MessageKey } from '../../../ports/channel.ts';

/** Name of the tag. */
export const MESSAGE_TAG = 'sojourn-message';

export type Tagged = Pick<MessageKey, 'tenant' | 'run' | 'turn'>;

export const tagOf = ({ tenant, run, turn }: Tagged): string =>
  Buffer.from(JSON.stringify([tenant, run, turn])).toString('base64url');

/** `undefined` for what `tagOf` did not make. */
export function readTag(tag: unknown): Tagged | undefined {
  if (typeof tag !== 'string') return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(tag, 'base64url').toString());
    if (!Array.isArray(parts)) return undefined;
    const [tenant, run, turn]: readonly unknown[] = parts;
    if (typeof tenant !== 'string' || typeof run !== 'string' || typeof turn !== 'number') return undefined;
    return { tenant, run, turn };
  } catch {
    return undefined;
  }
}
