/**
 * Jobs of the deployed product: an export that is fetched where it lies, a broadcast, and a tenant who is removed until the table
 * holds nothing of it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { dynamoDb } from '../../functions/adapters/aws/clients.ts';
import { dynamoStore } from '../../functions/adapters/aws/store/store.ts';
import { pages } from '../../functions/ports/pages.ts';
import { type Deployment, deploy } from './deployment.ts';
import { emulator } from './emulator.ts';
import { type Ask, askingAs, invoke } from './product.ts';

const NEWS = `
language: 1
name: news
triggers: [{ on: manual.enrolled }]
start: pause
steps:
  pause: { kind: wait, for: 1 day, next: end }
`;
const MINUTE = 60_000;

let deployment: Deployment;
/** The operator's, of a tenant that stays. */
let operator: string;
let key: string;

/** As the tenant that leaves. */
const ask: Ask = (...asked) => askingAs(deployment, key)(...asked);
const askAsOperator: Ask = (...asked) => askingAs(deployment, operator)(...asked);

beforeAll(async () => {
  deployment = await deploy();
  operator = await deployment.firstKey('stays', 'hello@example.com');
  const made = await askAsOperator('POST', '/v1/tenants', { id: 'leaves', name: 'Leaves', zone: 'UTC' });
  key = String(made.apiKey);
  for (const id of ['ada', 'bea', 'cyd']) {
    await ask('POST', '/v1/contacts', { id, email: `${id}@example.org`, lists: ['all'] });
  }
  await askAsOperator('POST', '/v1/contacts', { id: 'ada', email: 'ada@example.org' });
  await ask('PUT', '/v1/workflows/news', NEWS);
}, 600_000);

/** What the schedule of the function does each minute; so much later than it is. */
async function jobsRun(later = 0): Promise<void> {
  const file = process.env.SOJOURN_TEST_CLOCK;
  const before = file === undefined ? '' : readFileSync(file, 'utf8');
  if (file !== undefined) writeFileSync(file, String((Number(before) || Date.now()) + later));
  try {
    await invoke('sojourn-jobs');
  } finally {
    if (file !== undefined) writeFileSync(file, before);
  }
}

test('contacts are exported into the bucket, and fetched there', async () => {
  const asked = await ask('POST', '/v1/exports', { format: 'csv', list: 'all' });
  await jobsRun();
  const done = await ask('GET', `/v1/exports/${asked.id}`);
  expect(done).toMatchObject({ state: 'done', done: 3, total: 3 });
  const file = await deployment.call(key, 'GET', `/v1/exports/${asked.id}/file`);
  expect(file.status).toBe(303);
  expect(String(done.url)).toContain(`leaves/${asked.id}.csv`);
});

test.each([
  ['standard', 3],
  // By the workflow's rule nobody enters twice.
  ['express', 0],
])('a broadcast lets a list in, %s', async (placement, entered) => {
  await ask('POST', '/v1/workflows/news/publish', { placement, start: true });
  const asked = await ask('POST', '/v1/workflows/news/broadcasts', { list: 'all' });
  await jobsRun();
  // Its parts have ended; it looks at them a second later.
  await jobsRun(2000);
  expect(await ask('GET', `/v1/broadcasts/${asked.id}`)).toMatchObject({
    state: 'done',
    done: 3,
    entered,
  });
  const { items } = await ask('GET', '/v1/runs?workflow=news');
  expect((items as readonly unknown[]).length).toBe(3);
});

test('a tenant is removed: its key opens nothing, and the table holds nothing of it', async () => {
  const store = dynamoStore(dynamoDb(emulator()), deployment.table);
  const all = async (prefix: string): Promise<number> => {
    let count = 0;
    for await (const { items } of pages(({ after }) => store.walk(prefix, after))) count += items.length;
    return count;
  };
  const kept = await all('stays|');
  await askAsOperator('POST', '/v1/tenants/leaves/removal', { confirm: 'leaves' });
  expect((await deployment.call(key, 'GET', '/v1/tenant')).status).toBe(401);
  await jobsRun();
  expect(await askAsOperator('GET', '/v1/tenants/leaves/removal')).toMatchObject({
    state: 'running',
    byNoun: { contact: expect.any(Number), workflow: expect.any(Number) },
  });
  await jobsRun(16 * MINUTE);
  expect(await askAsOperator('GET', '/v1/tenants/leaves/removal')).toMatchObject({
    state: 'done',
  });
  expect(await all('leaves|')).toBe(0);
  expect(await all('stays|')).toBe(kept);
});
