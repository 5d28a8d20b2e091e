/** Events that failed again and again: kept apart with the reason, so that the others go on and a person may replay them. */
import type { BusEvent } from '../../ports/bus.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Item, Store } from '../../ports/store.ts';
import { isTenantId, type TenantId } from '../ids.ts';

export type DeadLetter = { readonly event: BusEvent; readonly error: string; readonly at: string };

const pkOf = (tenant: string): string => `${tenant}|dead-letters`;

export async function keepDeadLetter(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  event: BusEvent,
  error: unknown,
): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  const body: DeadLetter = { event, error: String(error).slice(0, 2000), at };
  const tenant = isTenantId(event.tenant) ? event.tenant : 'unknown';
  await store.write([{ do: 'put', key: { pk: pkOf(tenant), sk: event.id }, body }]);
}

/** Only `keepDeadLetter` writes these items: taken on trust here. */
const asLetter = (item: Item): DeadLetter => item.body as unknown as DeadLetter;

/** A page, at most 1000. */
export async function listDeadLetters(
  store: Store,
  tenant: TenantId,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ readonly items: readonly DeadLetter[]; readonly next?: string }> {
  const { items, next } = await store.query(pkOf(tenant), page);
  return { items: items.map(asLetter), ...(next === undefined ? {} : { next }) };
}

export async function removeDeadLetter(store: Store, tenant: TenantId, event: string): Promise<void> {
  await store.write([{ do: 'delete', key: { pk: pkOf(tenant), sk: event } }]);
}
