/** Pointers in the contact's partition that say which of its runs listen, and to what: the router reads them after the event is a row. */
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import { pages } from '../../ports/pages.ts';
import type { Item, Range, Store, Write } from '../../ports/store.ts';
import { cardBody } from '../contact/body.ts';
import { readCard } from '../contact/find.ts';
import { cardKey, contactPk } from '../keys.ts';
import { LISTEN, listenKey, type Owner } from './keys.ts';

/** A superset of what the run listens to by now; the run's row decides. */
export type Listener = {
  readonly run: string;
  readonly workflow: string;
  readonly version: number;
  readonly types: readonly string[];
};

export const listen = (owner: Owner, listener: Listener): Write => ({
  do: 'put',
  key: listenKey(owner, listener.run),
  body: listener,
});

/** Only `listen` writes these items: taken on trust here. */
const asListener = (item: Item): Listener => item.body as unknown as Listener;

/** What an event is routed by. */
export type Listening = {
  /** Absent when the contact was erased. */
  readonly card: Card | undefined;
  /** Her runs that listen to the event's type. */
  readonly listeners: readonly Listener[];
};

/** Call after the event's row is written. Where reads are paid for by the piece, the pointers come with the card, which stands before them. */
export async function readListening(
  store: Store,
  { tenant, contact }: Owner,
  type: string,
): Promise<Listening> {
  const pk = contactPk(tenant, contact);
  const { sk } = cardKey(tenant, contact);
  if (!store.billed) {
    const [card, items] = await Promise.all([
      readCard(store, tenant, contact),
      everything(store, pk, { prefix: LISTEN }),
    ]);
    return { card, listeners: listenersTo(items, type) };
  }
  const items = await everything(store, pk, { from: sk, to: `${LISTEN}~` });
  const card = items.find((item) => item.sk === sk);
  return { card: card && cardBody(card.body).card, listeners: listenersTo(items, type) };
}

async function everything(store: Store, pk: string, range: Omit<Range, 'limit'>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const { items } of pages((after) => store.query(pk, { ...range, limit: 200, ...after })))
    found.push(...items);
  return found;
}

const listenersTo = (items: readonly Item[], type: string): readonly Listener[] =>
  items
    .filter(({ sk }) => sk.startsWith(LISTEN))
    .map(asListener)
    .filter(({ types }) => types.includes(type));
