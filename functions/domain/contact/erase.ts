/**
 * Erases a contact: first the card with its aliases and the promise to finish in one write, so that nothing is sent from that
 * moment; then everything else in the contact's partition, page by page; the promise goes last, so that a killed erasure is found.
 */
import { isJsonObject, type Json } from '../../../workflow-compiler/language/json.ts';
import type { Clock } from '../../ports/clock.ts';
import { pages } from '../../ports/pages.ts';
import type { Store } from '../../ports/store.ts';
import { clear } from '../clear.ts';
import { type ContactId, isContactId, isTenantId, type TenantId } from '../ids.ts';
import { ACTIVITY, cardKey, contactPk, TOLD } from '../keys.ts';
import { cardBody } from './body.ts';
import { aliasDeletes } from './plan.ts';

const ATTEMPTS = 50;
const PAGE = 100;
/** One partition for all tenants: erasures are few. */
const UNFINISHED = 'erasures';

/** Sort keys in the contact's partition that this erases; other areas name theirs in `also`. */
const PREFIXES: readonly string[] = [ACTIVITY, TOLD];

/**
 * `false` when there is no such contact and none was being erased. Safe to repeat.
 *
 * @example await eraseContact({ store, clock }, tenant, contact, ['run#', 'msg#'])
 */
export async function eraseContact(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  tenant: TenantId,
  contact: ContactId,
  also: readonly string[] = [],
): Promise<boolean> {
  const promise = { pk: `${tenant}|erasure|${contact}`, sk: 'erasure' };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const item = await store.get(cardKey(tenant, contact));
    if (item === undefined) {
      if ((await store.get(promise)) === undefined) return false;
      await finish(store, tenant, contact, also);
      return true;
    }
    const at = new Date(clock.now()).toISOString();
    const written = await store.write([
      { do: 'delete', key: cardKey(tenant, contact), when: { rev: item.rev } },
      ...aliasDeletes(tenant, contact, cardBody(item.body).card),
      {
        do: 'put',
        key: promise,
        body: { tenant, contact, at, also },
        index: { list: { pk: UNFINISHED, sk: `${at}#${tenant}#${contact}` } },
      },
    ]);
    if (written.ok) {
      await finish(store, tenant, contact, also);
      return true;
    }
  }
  throw new Error(`The card of contact ${contact} changed ${ATTEMPTS} times while it was being erased.`);
}

/** Finishes erasures that were interrupted, of all tenants; answers how many. Call at start and now and then. */
export async function finishErasures(store: Store): Promise<number> {
  let finished = 0;
  const unfinished = pages((after) => store.queryIndex('list', UNFINISHED, { limit: PAGE, ...after }));
  for await (const { items } of unfinished) {
    for (const { pk, body } of items) {
      const [tenant = '', , contact = ''] = pk.split('|');
      if (!isTenantId(tenant) || !isContactId(contact)) continue;
      await finish(store, tenant, contact, prefixesOf(body));
      finished += 1;
    }
  }
  return finished;
}

async function finish(
  store: Store,
  tenant: TenantId,
  contact: ContactId,
  also: readonly string[],
): Promise<void> {
  const pk = contactPk(tenant, contact);
  for (const prefix of new Set([...PREFIXES, ...also])) await clear(store, pk, { prefix });
  await store.write([{ do: 'delete', key: { pk: `${tenant}|erasure|${contact}`, sk: 'erasure' } }]);
}

/** What the erasure was told to erase beside our own. */
function prefixesOf(body: Json): readonly string[] {
  const also = isJsonObject(body) ? body.also : undefined;
  return Array.isArray(also) ? also.map(String) : [];
}
