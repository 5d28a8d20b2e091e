/**
 * Who asks: the tenant and role come from the API key or the person's token alone, never from the path or the body. Both are
 * checked here and not by a gateway, so that each home of the product checks the same.
 */
import { isTenantId } from '../domain/ids.ts';
import { findKey } from '../domain/tenant/api-key.ts';
import { allows, ROLES } from '../domain/tenant/row.ts';
import { readTenant } from '../domain/tenant/tenant.ts';
import type { People } from '../ports/people.ts';
import type { Store } from '../ports/store.ts';
import { Problem } from './problem.ts';
import type { Principal, Route } from './route.ts';

const CHALLENGE = { 'www-authenticate': 'Bearer realm="sojourn"' };
const LONGEST_KEY = 200;
const LONGEST_TOKEN = 8192;

/** What a person may be. Tenants are made by keys alone: whoever runs the identity provider need not run the deployment. */
const OF_PEOPLE = ROLES.filter((role) => role !== 'operator');

/** Throws the 401 when there is no key or token, or nobody's. */
export async function authenticate(
  { store, people }: { readonly store: Store; readonly people?: People },
  request: Request,
): Promise<Principal> {
  const header = request.headers.get('authorization') ?? '';
  const bearer = /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (bearer === undefined) {
    throw unauthenticated(
      'Send the API key as `Authorization: Bearer sk_…`. `sojourn dev` prints the local one.',
    );
  }
  return people !== undefined && isToken(bearer) ? byToken(store, people, bearer) : byKey(store, bearer);
}

async function byKey(store: Store, key: string): Promise<Principal> {
  const row = key.length > LONGEST_KEY ? undefined : await findKey(store, key);
  if (row === undefined || !isTenantId(row.tenant))
    throw unauthenticated('This API key is unknown or was removed.');
  return { tenant: row.tenant, role: row.role, key: row.id };
}

/** A signed token has three parts; no API key has a dot. */
const isToken = (bearer: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(bearer);

async function byToken(store: Store, people: People, token: string): Promise<Principal> {
  const person = token.length > LONGEST_TOKEN ? undefined : await people.verify(token);
  const role = OF_PEOPLE.find((each) => each === person?.role);
  if (person === undefined || role === undefined || !isTenantId(person.tenant))
    throw unauthenticated('This token is not valid here: sign in again.');
  if ((await readTenant(store, person.tenant)) === undefined)
    throw unauthenticated('The tenant of this token does not exist.');
  return { tenant: person.tenant, role, key: `person:${person.subject}` };
}

const unauthenticated = (detail: string): Problem =>
  new Problem('unauthenticated', detail, { headers: CHALLENGE });

export function authorise(principal: Principal, route: Route): void {
  if (allows(principal.role, route.role)) return;
  throw new Problem(
    'forbidden',
    `${route.method} ${route.path} needs the role \`${route.role}\`; yours is \`${principal.role}\`.`,
  );
}
