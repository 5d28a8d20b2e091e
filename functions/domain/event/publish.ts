/**
 * From changes to the bus. A card's change derives events; those that somebody asks for become rows, and the row's own
 * change puts them on the bus: so every event is first a row, and a change told twice makes the same rows.
 */
import type { Deps } from '../../deps.ts';
import type { BusEvent } from '../../ports/bus.ts';
import type { Change } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { cardKey } from '../keys.ts';
import { MAX_DEPTH } from '../run/change.ts';
import { type RoutingTable, routingTable } from '../workflow/routing.ts';
import { activityWrite, eventOfRow } from './activity.ts';
import type { EventType } from './catalogue.ts';
import { type ContactEvent, deriveEvents } from './derive.ts';

/** What a person decided about a contact is kept, whether a workflow looks back at it or not. */
const KEPT: ReadonlySet<string> = new Set<EventType>(['contact.unsuppressed']);

/** Resolves when every event of these changes is a row, or kept safe by the bus. */
export async function publishChanges(deps: Deps, changes: readonly Change[]): Promise<void> {
  const tables = new Map<TenantId, RoutingTable>();
  const tableOf = async (tenant: TenantId): Promise<RoutingTable> => {
    const table = tables.get(tenant) ?? (await routingTable(deps.store, tenant));
    tables.set(tenant, table);
    return table;
  };
  const events: BusEvent[] = [];
  const rows: Promise<unknown>[] = [];
  for (const change of changes) {
    for (const derived of deriveEvents(change)) {
      // Beyond this a chain of workflows that set each other off is cut.
      if (derived.cause.depth > MAX_DEPTH + 1) continue;
      const { records } = await tableOf(derived.tenant);
      if (records.has(derived.activity.type) || KEPT.has(derived.activity.type))
        rows.push(keep(deps, derived));
    }
    const event = eventOfRow(change);
    if (event === undefined) continue;
    const { types } = await tableOf(event.tenant);
    if (types.has(event.activity.type)) events.push(toBus(event, change.key.sk));
  }
  await Promise.all(rows);
  if (events.length > 0) await deps.bus.publish(events);
}

/** Of a contact who was erased before the change was told, nothing is written any more. */
async function keep({ store }: Pick<Deps, 'store'>, derived: ContactEvent): Promise<void> {
  const card = await store.get(cardKey(derived.tenant, derived.contact));
  if (card !== undefined) await store.write([activityWrite(derived)]);
}

function toBus({ tenant, contact, activity, cause }: ContactEvent, row: string): BusEvent {
  const { id, type, at } = activity;
  return { tenant, contact, id, row, type, at, depth: cause.depth };
}
