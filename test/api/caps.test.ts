/** A tenant's caps over HTTP: set, shown, taken away; what is published is held to them, what is priced pays for them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, startProduct } from './product.ts';

const TWO = `
language: 1
name: two
triggers: [{ on: list.joined, list: all }]
start: one
steps:
  one: { kind: send-email, subject: One, text: One, next: other }
  other: { kind: send-email, subject: Two, text: Two, next: end }
`;
const YAML = { 'content-type': 'text/yaml' };

let running: Running;
beforeAll(async () => {
  running = await startProduct();
});
afterAll(() => running.close());

test('caps are set for each channel and taken away together', async () => {
  const { call } = running;
  const caps = { email: { perDay: 1, over: 'hold' }, sms: { perWeek: 3 } };
  expect((await call('PATCH', '/v1/tenant', { caps })).body).toMatchObject({ caps });
  // Changing something else leaves them.
  expect((await call('PATCH', '/v1/tenant', { name: 'Acme' })).body).toMatchObject({ name: 'Acme', caps });
  expect((await call('PATCH', '/v1/tenant', { caps: { email: { perDay: 2 } } })).body.caps).toEqual({
    email: { perDay: 2 },
  });
  expect((await call('PATCH', '/v1/tenant', { caps: {} })).body.caps).toEqual({});
});

test.each([
  { email: { perDay: 0 } },
  { email: { perDay: 101 } },
  { email: { perDay: 1.5 } },
  { email: { perMonth: 1 } },
  { email: { perDay: 1, over: 'drop' } },
  { fax: { perDay: 1 } },
])('%j is refused', async (caps) => {
  expect((await running.call('PATCH', '/v1/tenant', { caps })).status).toBe(400);
});

test('a workflow that goes over a cap alone is warned of when it is checked and published', async () => {
  const { call } = running;
  expect((await call('POST', '/v1/workflows/check', TWO, YAML)).text).not.toContain('MSG-06');
  await call('PATCH', '/v1/tenant', { caps: { email: { perDay: 1 } } });
  expect((await call('POST', '/v1/workflows/check', TWO, YAML)).text).toContain('MSG-06');
  await call('PUT', '/v1/workflows/two', TWO, YAML);
  const published = await call('POST', '/v1/workflows/two/publish', {});
  expect(published.status).toBe(200);
  expect(published.text).toContain('MSG-06');
});

test('a price counts the rows of caps where the tenant has some', async () => {
  const { call } = running;
  await call('PATCH', '/v1/tenant', { caps: {} });
  expect((await call('POST', '/v1/workflows/cost', TWO, YAML)).text).not.toContain('Caps, ');
  await call('PATCH', '/v1/tenant', { caps: { email: { perWeek: 5 } } });
  const { body } = await call('POST', '/v1/workflows/cost', TWO, YAML);
  for (const what of ['Caps, rows written', 'Caps, rows read'])
    expect(body.lines).toContainEqual(expect.objectContaining({ what, countPerRun: 2 }));
});
