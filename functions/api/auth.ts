/** Who asks: the tenant and role come from the API key alone, never from the path or the body. */
import { isTenantId } from '../domain/ids.ts';
import { findKey } from '../domain/tenant/api-key.ts';
import { allows } from '../domain/tenant/row.ts';
import type { Store } from '../ports/store.ts';
import { Problem } from './problem.ts';
import type { Principal, Route } from './route.ts';

const CHALLENGE = { 'www-authenticate': 'Bearer realm="sojourn"' };

/** Throws the 401 when there is no key, or nobody's. */
export async function authenticate(store: Store, request: Request): Promise<Principal> {
  const header = request.headers.get('authorization') ?? '';
  const key = /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (key === undefined) {
    throw new Problem(
      'unauthenticated',
      'Send the API key as `Authorization: Bearer sk_…`. `sojourn dev` prints the local one.',
      { headers: CHALLENGE },
    );
  }
  const row = key.length > 200 ? undefined : await findKey(store, key);
  if (row === undefined || !isTenantId(row.tenant)) {
    throw new Problem('unauthenticated', 'This API key is unknown or was removed.', { headers: CHALLENGE });
  }
  return { tenant: row.tenant, role: row.role, key: row.id };
}

export function authorise(principal: Principal, route: Route): void {
  if (allows(principal.role, route.role)) return;
  throw new Problem(
    'forbidden',
    `${route.method} ${route.path} needs the role \`${route.role}\`; this key is \`${principal.role}\`.`,
  );
}
