/** The message's key as a tag of the provider: letters, digits, `-` and `_` only, at most 256 of them. The run names the contact. */
import type { MessageKey } from '../../../ports/channel.ts';

export const tagOf = ({ tenant, run, turn }: MessageKey): string =>
  Buffer.from(JSON.stringify([tenant, run, turn])).toString('base64url');
