/** `POST /v1/contacts/count` over HTTP: counts, and says what is wrong with a condition or cannot be counted. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Running, startProduct } from './product.ts';

let product: Running;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.close());

it('counts contacts, and what changed since', async () => {
  const make = (email: string, plan: string) =>
    product.call('POST', '/v1/contacts', { email, details: { plan }, tags: { add: ['vip'] } });
  for (const [index, plan] of ['gold', 'Gold', 'free'].entries())
    expect((await make(`p${index}@example.com`, plan)).status).toBe(201);
  const gold = { kind: 'detail', name: 'plan', op: 'equals', value: 'gold' };
  const count = async (condition: object) =>
    (await product.call('POST', '/v1/contacts/count', { condition })).body;
  expect(await count(gold)).toEqual({ matching: 2, looked: 3 });
  await make('p2@example.com', 'GOLD');
  expect(await count(gold)).toEqual({ matching: 3, looked: 3 });
  expect(await count({ not: gold })).toEqual({ matching: 0, looked: 3 });
});

it.each<[object, string]>([
  [{ kind: 'detail', name: 'plan', op: 'nearly', value: 1 }, '/condition'],
  [{ kind: 'unknown' }, '/condition'],
  [{ all: [{ kind: 'tag', tag: 'a' }, { kind: 'email-opened' }] }, '/condition/all/1'],
  [{ kind: 'event', property: 'amount', op: 'exists' }, '/condition'],
])('says what is wrong with %j', async (condition, at) => {
  const { status, body } = await product.call('POST', '/v1/contacts/count', { condition });
  expect(status).toBe(400);
  expect(JSON.stringify(body.errors)).toContain(`"at":"${at}`);
});
