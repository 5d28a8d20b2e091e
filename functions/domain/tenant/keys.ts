/** Where tenants and API keys stand in the table. A key is found by its hash, since that is all a request brings. */
import type { Key } from '../../ports/store.ts';

/** Index partition of every tenant, for the operator's list. */
export const ALL_TENANTS = 'operator|tenants';

export const tenantKey = (tenant: string): Key => ({ pk: `${tenant}|tenant`, sk: 'tenant' });
export const apiKeyByHash = (hash: string): Key => ({ pk: `key|${hash}`, sk: 'key' });
/** All keys of a tenant, sort key = id of the API key. */
export const apiKeysOf = (tenant: string): string => `${tenant}|keys`;
export const apiKeyOf = (tenant: string, id: string): Key => ({ pk: apiKeysOf(tenant), sk: id });
