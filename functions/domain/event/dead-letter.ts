/** What failed again and again: kept apart with the reason, so that everything else goes on and a person may look at it. */
import type { BusEvent } from '../../ports/bus.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Change, Item, Key, Store } from '../../ports/store.ts';
import { isTenantId, type TenantId } from '../ids.ts';

/** An event that could not be routed, or a change of which no events could be made. */
export type DeadLetter = {
  readonly event?: BusEvent;
  readonly change?: Key;
  readonly error: string;
  readonly at: string;
};

type Home = { readonly store: Store; readonly clock: Clock };

export const deadLettersOf = (tenant: string): string => `${tenant}|dead-letters`;

export function keepDeadEvent(home: Home, event: BusEvent, error: unknown): Promise<void> {
  return keep(home, event.tenant, `event#${event.id}`, { event }, error);
}

export function keepDeadChange(home: Home, { key, seq }: Change, error: unknown): Promise<void> {
  const { pk, sk } = key;
  return keep(home, pk.split('|')[0] ?? '', `change#${seq}`, { change: { pk, sk } }, error);
}

async function keep(
  { store, clock }: Home,
  of: string,
  sk: string,
  what: Pick<DeadLetter, 'event' | 'change'>,
  error: unknown,
): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  const body: DeadLetter = { ...what, error: String(error).slice(0, 2000), at };
  const tenant = isTenantId(of) ? of : 'unknown';
  await store.write([{ do: 'put', key: { pk: deadLettersOf(tenant), sk }, body }]);
}

/** Only `keep` writes these items: taken on trust here. */
export const asLetter = (item: Item): DeadLetter => item.body as unknown as DeadLetter;

/** A page, at most 1000. */
export async function listDeadLetters(
  store: Store,
  tenant: TenantId,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ readonly items: readonly (DeadLetter & { readonly id: string })[]; readonly next?: string }> {
  const { items, next } = await store.query(deadLettersOf(tenant), page);
  return {
    items: items.map((item) => ({ ...asLetter(item), id: item.sk })),
    ...(next === undefined ? {} : { next }),
  };
}
