/** Tenants: created by the operator, read by everyone who needs a tenant's zone, country or sender. */
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Item, Page, Store } from '../../ports/store.ts';
import { capsOf } from './caps.ts';
import { ALL_TENANTS, tenantKey } from './keys.ts';
import type { TenantRow } from './row.ts';

type TenantChange = Partial<Pick<TenantRow, 'name' | 'zone' | 'country' | 'from' | 'spreadSeconds' | 'caps'>>;

/** `undefined` when there is no such tenant. */
export async function readTenant(store: Store, tenant: string): Promise<TenantRow | undefined> {
  const item = await store.get(tenantKey(tenant));
  return item === undefined ? undefined : tenantOf(item);
}

/** What definitions of a tenant are checked against, beside what the product allows. */
export async function capsToCheck(store: Store, tenant: string): Promise<Pick<TenantRow, 'caps'>> {
  const caps = (await readTenant(store, tenant))?.caps;
  return caps === undefined ? {} : { caps };
}

/** `exists`: the id is taken; nothing was changed. */
export async function createTenant(
  store: Store,
  clock: Clock,
  tenant: Omit<TenantRow, 'createdAt'>,
): Promise<TenantRow | 'exists'> {
  const row: TenantRow = { ...tenant, createdAt: new Date(clock.now()).toISOString() };
  const written = await store.write([
    {
      do: 'put',
      key: tenantKey(row.id),
      body: row,
      index: { list: { pk: ALL_TENANTS, sk: row.id } },
      when: 'absent',
    },
  ]);
  return written.ok ? row : 'exists';
}

/** `undefined` when there is no such tenant. Two changes at once are both made. */
export async function changeTenant(
  store: Store,
  tenant: string,
  change: TenantChange,
): Promise<TenantRow | undefined> {
  for (;;) {
    const item = await store.get(tenantKey(tenant));
    if (item === undefined) return undefined;
    const row: TenantRow = { ...tenantOf(item), ...change };
    const written = await store.write([
      {
        do: 'put',
        key: tenantKey(tenant),
        body: row,
        index: { list: { pk: ALL_TENANTS, sk: tenant } },
        when: { rev: item.rev },
      },
    ]);
    if (written.ok) return row;
  }
}

export async function listTenants(
  store: Store,
  limit: number,
  after?: string,
): Promise<{ items: readonly TenantRow[]; next?: string }> {
  const page: Page = await store.queryIndex('list', ALL_TENANTS, {
    limit,
    ...(after === undefined ? {} : { after }),
  });
  return {
    items: page.items.map(tenantOf),
    ...(page.next === undefined ? {} : { next: page.next }),
  };
}

/** Rows are written by this file alone, so the narrowing only guards against a foreign item under the key. */
function tenantOf(item: Item): TenantRow {
  const body = item.body;
  if (!isObject(body)) throw new TypeError(`\`${item.pk}\` holds no tenant`);
  const { id, name, zone, country, from, spreadSeconds, createdAt } = body;
  const caps = capsOf(body.caps);
  if (typeof id !== 'string' || typeof name !== 'string' || typeof zone !== 'string') {
    throw new TypeError(`\`${item.pk}\` holds no tenant`);
  }
  return {
    id,
    name,
    zone,
    createdAt: String(createdAt),
    ...(typeof country === 'string' ? { country } : {}),
    ...(typeof spreadSeconds === 'number' ? { spreadSeconds } : {}),
    ...(caps === undefined ? {} : { caps }),
    ...(isObject(from) && typeof from.email === 'string'
      ? { from: { email: from.email, ...(typeof from.name === 'string' ? { name: from.name } : {}) } }
      : {}),
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
