/** For how long a row may be taken for what it was, in milliseconds: what many steps and events ask, and few change. */
import type { Key } from '../ports/store.ts';
import { isCardKey } from './keys.ts';
import { tenantKey } from './tenant/keys.ts';

/** A person's opt-out counts for whatever is sent half a second later. A call that is told of a change reads the card anew. */
const CARD = { ms: 500, beyond: false };
/** Stopping a workflow counts within a second. */
const WORKFLOW = { ms: 1000, beyond: true };
const TENANT = { ms: 10_000, beyond: true };

export function memoryOf(key: Key): { readonly ms: number; readonly beyond: boolean } | undefined {
  if (isCardKey(key)) return CARD;
  const [tenant = '', noun] = key.pk.split('|');
  if (key.sk === 'workflow' && noun === 'workflow') return WORKFLOW;
  return key.sk === tenantKey(tenant).sk && noun === 'tenant' ? TENANT : undefined;
}
