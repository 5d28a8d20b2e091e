/** The price over HTTP, through the whole product; each answer is checked against its schema by the client. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, startProduct } from '../api/product.ts';

const WELCOME = readFileSync(join(import.meta.dirname, '../../examples/welcome.yaml'), 'utf8');
const TAG = {
  language: 1,
  name: 'tag',
  triggers: [{ on: 'contact.added' }],
  start: 'a',
  steps: { a: { kind: 'add-tag', tag: 'x', next: 'end' } },
};

let running: Running;
beforeAll(async () => {
  running = await startProduct();
});
afterAll(() => running.close());

test('a definition has a price, and nothing is kept', async () => {
  const { call } = running;
  const answer = await call('POST', '/v1/workflows/cost?contacts=1000', WELCOME, {
    'content-type': 'text/yaml',
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    workflow: 'welcome',
    naive: { transitionsPerRun: 9 },
    // 1.5 mails with their reports, half a text message, 0.9 opens and clicks; see price.test.ts
    forecast: { contacts: 1000, messagesUsd: 5.404653 },
  });
  expect((await call('GET', '/v1/workflows/welcome')).status).toBe(404);
});

test('rates come beside the definition', async () => {
  const { call } = running;
  const priced = await call('POST', '/v1/workflows/cost', {
    definition: TAG,
    rates: { prices: { transition: 1 } },
  });
  expect(priced.body).toMatchObject({
    placements: { standard: { usdPerMillionRuns: expect.closeTo(1_000_006, 0) } },
  });
  const refused = await call('POST', '/v1/workflows/cost', { definition: TAG, rates: { opened: 2, x: 1 } });
  expect([refused.status, refused.body.type]).toEqual([400, '/docs#problem-invalid-request']);
  expect(refused.body.errors).toHaveLength(2);
});

test('a definition with errors has findings and no price', async () => {
  const { call } = running;
  const refused = await call('POST', '/v1/workflows/cost', { ...TAG, start: 'nowhere' });
  expect([refused.status, refused.body.type]).toEqual([422, '/docs#problem-invalid-workflow']);
});
