/**
 * The local key: made by the first start, printed by every one. It lies in the data folder in clear, readable by its owner
 * alone, so that the commands of the same machine need no configuration; the database holds its hash, like any key's.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKey, findKey } from '../../functions/domain/tenant/api-key.ts';
import { createTenant } from '../../functions/domain/tenant/tenant.ts';
import type { Clock } from '../../functions/ports/clock.ts';
import type { Ids } from '../../functions/ports/ids.ts';
import type { Store } from '../../functions/ports/store.ts';

export const LOCAL_TENANT = 'local';

/** What commands read to find the running product. */
export type Connection = { readonly url?: string; readonly apiKey?: string };

const keyFile = (folder: string): string => join(folder, 'key.json');
const addressFile = (folder: string): string => join(folder, 'address.json');

/** The key of this folder, after seeing to it that tenant and key are known to the database. */
export async function ensureLocalKey(
  deps: { readonly store: Store; readonly clock: Clock; readonly ids: Ids },
  folder: string,
): Promise<string> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await createTenant(deps.store, deps.clock, {
    id: LOCAL_TENANT,
    name: 'Local',
    zone,
    from: { name: 'Sojourn', email: 'hello@example.com' },
  });
  const kept = existsSync(keyFile(folder)) ? field(keyFile(folder), 'apiKey') : undefined;
  if (kept !== undefined && (await findKey(deps.store, kept)) !== undefined) return kept;
  const { key } = await createKey(deps, LOCAL_TENANT, 'operator', 'local key', kept);
  if (kept === undefined) writePrivate(keyFile(folder), { apiKey: key, tenant: LOCAL_TENANT });
  return key;
}

/** Leaves word where the product listens, for commands of this machine. */
export function announce(folder: string, url: string): void {
  writePrivate(addressFile(folder), { url, pid: process.pid });
}

export function withdraw(folder: string): void {
  rmSync(addressFile(folder), { force: true });
}

export function readConnection(folder: string): Connection {
  const url = field(addressFile(folder), 'url');
  const apiKey = field(keyFile(folder), 'apiKey');
  return { ...(url === undefined ? {} : { url }), ...(apiKey === undefined ? {} : { apiKey }) };
}

function writePrivate(path: string, content: { readonly [name: string]: string | number }): void {
  writeFileSync(`${path}.part`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(`${path}.part`, path);
}

function field(path: string, name: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof content !== 'object' || content === null) return undefined;
    const value: unknown = Reflect.get(content, name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}
