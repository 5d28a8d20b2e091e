/**
 * Tokens of an OpenID provider: signature by the provider's published keys, issuer, audience and age are checked; tenant and
 * role are read from claims. Keys are fetched when the first token comes, and again when a token names an unknown one.
 */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { People, Person } from '../../ports/people.ts';

export type PeopleSettings = {
  /** As the provider writes it in `iss`: `https://cognito-idp.eu-south-1.amazonaws.com/eu-south-1_abc`. */
  readonly issuer: string;
  /** What `aud` must hold: the console's client id. */
  readonly audience: string;
};

/** In which claims tenant and role stand. Cognito begins the names of its own with `custom:`. */
const CLAIMS = { tenant: ['tenant', 'custom:tenant'], role: ['role', 'custom:role'] } as const;

/** How far two clocks may be apart. */
const TOLERANCE_SECONDS = 30;

type Keys = ReturnType<typeof createRemoteJWKSet>;

class ProviderUnusable extends Error {
  override readonly name = 'ProviderUnusable';
}

/** @example const people = openIdPeople({ issuer: 'https://id.example.com', audience: 'console' }) */
export function openIdPeople({ issuer, audience }: PeopleSettings): People {
  let keys: Promise<Keys> | undefined;
  const open = (): Promise<Keys> => {
    keys ??= findKeys(issuer);
    keys.catch(() => {
      keys = undefined;
    });
    return keys;
  };
  return {
    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, await open(), {
          ...{ issuer, audience, clockTolerance: TOLERANCE_SECONDS },
          requiredClaims: ['exp', 'sub'],
        });
        return personOf(payload);
      } catch (error) {
        // The provider's silence says nothing about the token.
        if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) throw error;
        return undefined;
      }
    },
  };
}

async function findKeys(issuer: string): Promise<Keys> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(5000) });
  const said: unknown = answer.ok ? await answer.json() : undefined;
  const fields = new Map(Object.entries(typeof said === 'object' && said !== null ? said : {}));
  const uri = fields.get('jwks_uri');
  if (fields.get('issuer') !== issuer || typeof uri !== 'string')
    throw new ProviderUnusable(`${address} describes no provider whose issuer is ${issuer}.`);
  return createRemoteJWKSet(new URL(uri));
}

function personOf(payload: JWTPayload): Person | undefined {
  const [tenant, role] = [textOf(payload, CLAIMS.tenant), textOf(payload, CLAIMS.role)];
  const { sub: subject } = payload;
  return subject === undefined || tenant === undefined || role === undefined
    ? undefined
    : { subject, tenant, role };
}

function textOf(payload: JWTPayload, names: readonly string[]): string | undefined {
  const value = names.map((name) => payload[name]).find((found) => found !== undefined);
  return typeof value === 'string' ? value : undefined;
}
