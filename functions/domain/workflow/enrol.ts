/** Enrolment by hand: an event of its own, so that the workflow's trigger, filter and re-entry rule decide as ever. */
import type { Deps } from '../../deps.ts';
import type { Store } from '../../ports/store.ts';
import type { Cause } from '../contact/cause.ts';
import { recordEvent } from '../event/record.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { readVersion } from './pinned.ts';
import { readWorkflow } from './read.ts';

export type ByHand =
  | { readonly outcome: 'absent' | 'stopped' }
  /** The workflow has no trigger `manual.enrolled`. */
  | { readonly outcome: 'not-offered' }
  | { readonly outcome: 'accepted'; readonly missing: readonly ContactId[]; readonly accepted: number };

/** Whether contacts may be let into the live version by hand. */
export async function offersByHand(
  store: Store,
  tenant: TenantId,
  name: string,
): Promise<'absent' | 'stopped' | 'not-offered' | 'yes'> {
  const found = await readWorkflow(store, tenant, name);
  if (found === undefined) return 'absent';
  const { state, live } = found.row;
  const version = live === undefined ? undefined : await readVersion(store, tenant, name, live);
  if (state !== 'started' || version === undefined) return 'stopped';
  const offered = version.routing.triggers.some(({ event }) => event.on === 'manual.enrolled');
  return offered ? 'yes' : 'not-offered';
}

/** `missing`: contacts that do not exist. `request` makes a repetition of the same call known. */
export async function enrolByHand(
  deps: Deps,
  tenant: TenantId,
  name: string,
  contacts: readonly ContactId[],
  cause: Cause,
  request?: string,
): Promise<ByHand> {
  const offers = await offersByHand(deps.store, tenant, name);
  if (offers !== 'yes') return { outcome: offers };
  const missing: ContactId[] = [];
  for (const contact of contacts) {
    const id = `${request ?? deps.ids.random()}-${name}`;
    const properties = { workflow: name };
    const event = { type: 'manual.enrolled', id: id.slice(0, 100), properties };
    const recorded = await recordEvent(deps, tenant, contact, event, cause);
    if (recorded.outcome === 'absent') missing.push(contact);
  }
  return { outcome: 'accepted', missing, accepted: contacts.length - missing.length };
}
