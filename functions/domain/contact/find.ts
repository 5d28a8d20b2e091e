/** Reads contacts: one by id or address, many in order of creation. */
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import { pages } from '../../ports/pages.ts';
import type { Item, Store } from '../../ports/store.ts';
import { type ContactId, isContactId, type TenantId } from '../ids.ts';
import { cardKey, contactListPks, emailKey, phonePk } from '../keys.ts';
import { aliasBody, cardBody } from './body.ts';

export type CardPage = { readonly cards: readonly Card[]; readonly next?: string };

export async function readCard(
  store: Store,
  tenant: TenantId,
  contact: ContactId,
): Promise<Card | undefined> {
  const item = await store.get(cardKey(tenant, contact));
  return item === undefined ? undefined : cardBody(item.body).card;
}

/** The contact who has this address, whatever its case. */
export async function findByEmail(
  store: Store,
  tenant: TenantId,
  email: string,
): Promise<ContactId | undefined> {
  return contactOf(await store.get(emailKey(tenant, email.trim().toLowerCase())));
}

/** The contacts who have this number (E.164), in order of id; at most 100. */
export async function findByPhone(
  store: Store,
  tenant: TenantId,
  phone: string,
): Promise<readonly ContactId[]> {
  const { items } = await store.query(phonePk(tenant, phone), { limit: 100 });
  return items.flatMap((item) => contactOf(item) ?? []);
}

/**
 * A page of contacts by time of creation, newest first unless `oldestFirst`. The index may lag behind writes on AWS.
 *
 * @example const { cards, next } = await listCards(store, tenant, { limit: 50 })
 */
export async function listCards(
  store: Store,
  tenant: TenantId,
  page: {
    readonly limit: number;
    readonly after?: string;
    readonly oldestFirst?: boolean;
    /** Only those of one shard. */
    readonly shard?: number;
  },
): Promise<CardPage> {
  const pks = contactListPks(tenant);
  const { shard } = page;
  const { items, next } = await store.fanOut(
    'list',
    shard === undefined ? pks : pks.slice(shard, shard + 1),
    {
      limit: page.limit,
      reverse: page.oldestFirst !== true,
      ...(page.after === undefined ? {} : { after: page.after }),
    },
  );
  const cards = items.map((item) => cardBody(item.body).card);
  return next === undefined ? { cards } : { cards, next };
}

/** Every contact, oldest first, a page in memory at a time. */
export async function* everyCard(store: Store, tenant: TenantId): AsyncGenerator<Card> {
  const all = pages((after) => listCards(store, tenant, { limit: 500, oldestFirst: true, ...after }));
  for await (const { cards } of all) yield* cards;
}

function contactOf(item: Item | undefined): ContactId | undefined {
  if (item === undefined) return undefined;
  const { contact } = aliasBody(item.body);
  return isContactId(contact) ? contact : undefined;
}
