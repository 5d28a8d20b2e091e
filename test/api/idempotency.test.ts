import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprintOf, once } from '../../functions/api/idempotency.ts';
import { routes } from '../../functions/api/routes.ts';
import { items, type Running, startProduct } from './product.ts';

let running: Running;
beforeAll(async () => {
  running = await startProduct();
});
afterAll(() => running.close());

const KEY = { role: 'viewer', label: 'told twice' };

test('a request told twice is done once and answered alike', async () => {
  const headers = { 'idempotency-key': 'twice' };
  const first = await running.call('POST', '/v1/keys', KEY, headers);
  const second = await running.call('POST', '/v1/keys', KEY, headers);
  expect([second.status, second.text]).toEqual([first.status, first.text]);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  const labelled = items(await running.call('GET', '/v1/keys')).filter(({ label }) => label === KEY.label);
  expect(labelled.length).toBe(1);
});

test('another request under the same key is refused', async () => {
  const headers = { 'idempotency-key': 'other' };
  await running.call('POST', '/v1/keys', KEY, headers);
  const changed = await running.call('POST', '/v1/keys', { ...KEY, label: 'else' }, headers);
  expect([changed.status, changed.body.type]).toEqual([422, '/docs#problem-idempotency-key-reused']);
  const elsewhere = await running.call('PATCH', '/v1/tenant', KEY, headers);
  expect(elsewhere.status).toBe(422);
});

describe('every route that changes something', () => {
  const changing = routes.filter(({ method }) => ['POST', 'PUT', 'PATCH'].includes(method));
  test.each(changing.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s answers a key again, and refuses it for another body',
    async (name, { method, path, bodyKind }) => {
      // Nothing of these names is there: what is told again is a refusal where it is no success.
      const query = bodyKind === 'stream' ? '?format=csv' : '';
      const where = `${path.replaceAll(/\{\w+\}/g, 'zzz')}${query}`;
      const [body, changed] = bodyKind === 'json' ? [{}, { other: 1 }] : ['Email\na@example.com', 'Email\n'];
      const headers = { 'idempotency-key': name.replaceAll(' ', '-') };
      const first = await running.call(method, where, body, headers);
      const again = await running.call(method, where, body, headers);
      expect([again.status, again.text]).toEqual([first.status, first.text]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      // A route that takes no body has no other body to tell apart.
      if (bodyKind === 'none') return;
      const refused = await running.call(method, where, changed, headers);
      expect(refused.body.type).toBe('/docs#problem-idempotency-key-reused');
    },
  );
});

test('two at once are one', async () => {
  const headers = { 'idempotency-key': 'at-once' };
  const ask = () => running.call('POST', '/v1/keys', { role: 'viewer', label: 'at once' }, headers);
  const answers = await Promise.all(Array.from({ length: 8 }, ask));
  const made = answers.filter(({ status }) => status === 201);
  expect(new Set(made.map(({ text }) => text)).size).toBe(1);
  for (const { status, body, headers: said } of answers.filter(({ status: each }) => each !== 201)) {
    expect([status, body.type]).toEqual([409, '/docs#problem-request-in-progress']);
    expect(said.get('retry-after')).toBe('1');
  }
  const labelled = items(await running.call('GET', '/v1/keys')).filter(({ label }) => label === 'at once');
  expect(labelled.length).toBe(1);
});

test('a refusal is answered again as well', async () => {
  const headers = { 'idempotency-key': 'refused' };
  const first = await running.call('POST', '/v1/contacts', { email: 'none' }, headers);
  const second = await running.call('POST', '/v1/contacts', { email: 'none' }, headers);
  expect([first.status, second.status, second.text]).toEqual([422, 422, first.text]);
});

test('keys of one tenant are nothing to another', async () => {
  const made = await running.call('POST', '/v1/tenants', { id: 'second', name: 'Second', zone: 'UTC' });
  const second = running.as(String(made.body.apiKey));
  const headers = { 'idempotency-key': 'shared' };
  await running.call('POST', '/v1/contacts', { email: 'a@example.com' }, headers);
  expect((await second('POST', '/v1/contacts', { email: 'b@example.com' }, headers)).status).toBe(201);
});

test('while the first is under way the second is a 409, after its lease it is let through', async () => {
  let now = 1_000_000;
  const deps = { store: running.product.deps.store, clock: { now: () => now } };
  const request = new Request('http://localhost/v1/x', { method: 'POST' });
  const ask = { tenant: 'local', key: 'slow', fingerprint: fingerprintOf(request, 'hash') };
  const gate = Promise.withResolvers<Response>();
  const first = once(deps, ask, () => gate.promise);
  await expect(once(deps, ask, async () => Response.json({}))).rejects.toMatchObject({
    problem: 'request-in-progress',
  });
  now += 61_000;
  const retried = await once(deps, ask, async () => Response.json({ by: 'second' }));
  expect(await retried.json()).toEqual({ by: 'second' });
  gate.resolve(Response.json({ by: 'first' }));
  await first;
});

test('what failed on our side is done again', async () => {
  const deps = { store: running.product.deps.store, clock: { now: () => 5_000_000 } };
  const ask = { tenant: 'local', key: 'failing', fingerprint: 'x' };
  await expect(once(deps, ask, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await (await once(deps, ask, async () => Response.json({ ok: 1 }))).json()).toEqual({ ok: 1 });
});

test('after a day the key is free', async () => {
  let now = 9_000_000;
  const deps = { store: running.product.deps.store, clock: { now: () => now } };
  const ask = { tenant: 'local', key: 'daily', fingerprint: 'x' };
  await once(deps, ask, async () => Response.json({ day: 1 }));
  now += 24 * 3600 * 1000 + 1;
  const next = await once(deps, { ...ask, fingerprint: 'y' }, async () => Response.json({ day: 2 }));
  expect(await next.json()).toEqual({ day: 2 });
});

test.each(['', 'a b', 'ü', 'x'.repeat(256)])('the key %j is refused', async (key) => {
  const deps = running.product.deps;
  const ask = { tenant: 'local', key, fingerprint: 'x' };
  await expect(once(deps, ask, async () => Response.json({}))).rejects.toMatchObject({
    problem: 'invalid-request',
  });
});
