/** Pointers in the contact's partition that say which of its runs listen, and to what: the router reads them after the event is a row. */
import type { Item, Store, Write } from '../../ports/store.ts';
import { contactPk } from '../keys.ts';
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

/** The runs of a contact that listen to `type`. */
export async function listeners(store: Store, owner: Owner, type: string): Promise<readonly Listener[]> {
  const found: Listener[] = [];
  let after: string | undefined;
  do {
    const page = await store.query(contactPk(owner.tenant, owner.contact), {
      prefix: LISTEN,
      limit: 200,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.items.map(asListener).filter(({ types }) => types.includes(type)));
    after = page.next;
  } while (after !== undefined);
  return found;
}
