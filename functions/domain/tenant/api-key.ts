/**
 * API keys: `sk_<tenant>_<26 random characters>`. The key is shown once; the table keeps its hash. The hash needs no salt
 * and no slowness, since 128 random bits cannot be guessed.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Item, Store } from '../../ports/store.ts';
import { apiKeyByHash, apiKeyOf, apiKeysOf } from './keys.ts';
import { type KeyRow, ROLES, type Role } from './row.ts';

export type NewKey = { readonly row: KeyRow; readonly key: string };

function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Makes a key and keeps its hash. `given` puts a key back that already exists outside, as the local key file. */
export async function createKey(
  deps: { readonly store: Store; readonly clock: Clock; readonly ids: Ids },
  tenant: string,
  role: Role,
  label: string,
  given?: string,
): Promise<NewKey> {
  const key = given ?? `sk_${tenant}_${deps.ids.random()}`;
  const hash = hashKey(key);
  const row: KeyRow = {
    id: hash.slice(0, 12),
    tenant,
    role,
    label,
    hash,
    createdAt: new Date(deps.clock.now()).toISOString(),
  };
  await deps.store.write([
    { do: 'put', key: apiKeyByHash(hash), body: row },
    { do: 'put', key: apiKeyOf(tenant, row.id), body: row },
  ]);
  return { row, key };
}

/** Whose key this is; `undefined` when nobody's (any more). */
export async function findKey(store: Store, key: string): Promise<KeyRow | undefined> {
  const item = await store.get(apiKeyByHash(hashKey(key)));
  return item === undefined ? undefined : keyOf(item);
}

export async function listKeys(
  store: Store,
  tenant: string,
  limit: number,
  after?: string,
): Promise<{ items: readonly KeyRow[]; next?: string }> {
  const page = await store.query(apiKeysOf(tenant), { limit, ...(after === undefined ? {} : { after }) });
  return { items: page.items.map(keyOf), ...(page.next === undefined ? {} : { next: page.next }) };
}

/** From now on the key opens nothing. False when the tenant has no such key. */
export async function removeKey(store: Store, tenant: string, id: string): Promise<boolean> {
  const item = await store.get(apiKeyOf(tenant, id));
  if (item === undefined) return false;
  await store.write([
    { do: 'delete', key: apiKeyByHash(keyOf(item).hash) },
    { do: 'delete', key: apiKeyOf(tenant, id) },
  ]);
  return true;
}

function keyOf(item: Item): KeyRow {
  const body = item.body;
  if (typeof body !== 'object' || body === null || !('hash' in body)) {
    throw new TypeError(`\`${item.pk}\` holds no API key`);
  }
  const { id, tenant, role, label, hash, createdAt } = body;
  const known = ROLES.find((each) => each === role);
  if (known === undefined) throw new TypeError(`\`${item.pk}\` has an unknown role`);
  return {
    id: String(id),
    tenant: String(tenant),
    role: known,
    label: String(label),
    hash: String(hash),
    createdAt: String(createdAt),
  };
}
