/** People with tokens of an identity provider: a real one on this machine, with keys of its own, over real HTTP. */
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listening, listening } from '../adapters/listening.ts';
import { type Running, startProduct } from './product.ts';

const AUDIENCE = 'console';

let provider: Listening;
let issuer: string;
let product: Running;
let keys: CryptoKeyPair;
let others: CryptoKeyPair;

beforeAll(async () => {
  keys = await generateKeyPair('RS256');
  others = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const server = createServer((request, response) => {
    const body =
      request.url === '/.well-known/openid-configuration'
        ? { issuer, jwks_uri: `${issuer}/keys` }
        : { keys: [jwk] };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  provider = await listening(server);
  issuer = provider.url;
  product = await startProduct(undefined, { issuer, audience: AUDIENCE });
  await product.call('POST', '/v1/tenants', { id: 'acme', name: 'Acme', zone: 'Europe/Rome' });
});
afterAll(async () => {
  await product.close();
  await provider.close();
});

type Token = {
  readonly claims?: JWTPayload;
  readonly audience?: string;
  readonly from?: string;
  readonly expires?: string | number;
  readonly key?: CryptoKey;
};

function token({ claims, audience, from, expires, key }: Token = {}): Promise<string> {
  return new SignJWT({ tenant: 'acme', role: 'editor', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setSubject('maria')
    .setIssuer(from ?? issuer)
    .setAudience(audience ?? AUDIENCE)
    .setExpirationTime(expires ?? '5 minutes')
    .sign(key ?? keys.privateKey);
}

test('a token opens its tenant, with its role and no more', async () => {
  const maria = product.as(await token());
  const { status, body } = await maria('GET', '/v1/tenant');
  expect([status, body.id]).toEqual([200, 'acme']);
  expect((await maria('POST', '/v1/contacts', { email: 'ada@example.com' })).status).toBe(201);
  expect((await maria('POST', '/v1/keys', { role: 'viewer', label: 'mine' })).status).toBe(403);
  const viewer = product.as(await token({ claims: { role: 'viewer' } }));
  expect((await viewer('POST', '/v1/contacts', { email: 'eve@example.com' })).status).toBe(403);
});

test('the names that Cognito gives to claims of one’s own are read too', async () => {
  const claims = { tenant: undefined, role: undefined, 'custom:tenant': 'acme', 'custom:role': 'admin' };
  const admin = product.as(await token({ claims }));
  expect((await admin('GET', '/v1/tenant')).status).toBe(200);
});

test('API keys go on working beside tokens', async () => {
  expect((await product.call('GET', '/v1/tenant')).status).toBe(200);
});

const refused: readonly (readonly [string, () => Token])[] = [
  ['of another audience', () => ({ audience: 'another' })],
  ['of another issuer', () => ({ from: 'https://id.example.com' })],
  ['that has expired', () => ({ expires: Math.floor(Date.now() / 1000) - 3600 })],
  ['signed with another key', () => ({ key: others.privateKey })],
  ['without a tenant', () => ({ claims: { tenant: undefined } })],
  ['with a tenant that is a list', () => ({ claims: { tenant: ['acme'] } })],
  ['of a tenant that does not exist', () => ({ claims: { tenant: 'nobody' } })],
  ['of a tenant that is no name', () => ({ claims: { tenant: 'acme|x' } })],
  ['with a role that there is not', () => ({ claims: { role: 'king' } })],
  ['that would make its bearer an operator', () => ({ claims: { role: 'operator' } })],
];

test.each(refused)('a token %s opens nothing', async (_, of) => {
  const { status, headers } = await product.as(await token(of()))('GET', '/v1/tenant');
  expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="sojourn"']);
});

test('a token without a signature opens nothing', async () => {
  const [head, body] = (await token()).split('.');
  const none = Buffer.from('{"alg":"none","kid":"k1"}').toString('base64url');
  expect((await product.as(`${none}.${body}.x`)('GET', '/v1/tenant')).status).toBe(401);
  expect((await product.as(`${head}.${body}.AAAA`)('GET', '/v1/tenant')).status).toBe(401);
});
