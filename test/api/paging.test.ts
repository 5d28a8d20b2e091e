/** Lists a page at a time: exact while others write, and cursors that lead nowhere but where they came from. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../functions/api/routes.ts';
import { type Client, items, otherTenant, type Running, startProduct, text } from './product.ts';

const WORKFLOW = `language: 1
name: mine
triggers: [{ on: manual.enrolled }]
start: pause
steps:
  pause: { kind: wait, for: 1 day, next: end }
`;

let running: Running;
let other: Client;
let contact: string;
beforeAll(async () => {
  running = await startProduct();
  other = await otherTenant(running);
  await running.call('PUT', '/v1/workflows/mine', WORKFLOW);
  await running.call('POST', '/v1/workflows/mine/publish', { start: true });
  const ids: string[] = [];
  for (let n = 0; n < 12; n += 1) ids.push(await added(`c${n}`));
  contact = ids[0] ?? '';
  await running.call('POST', '/v1/workflows/mine/enrol', { contacts: ids });
  await running.product.idle();
  for (let n = 0; n < 3; n += 1) await running.call('POST', '/v1/keys', { role: 'viewer', label: `k${n}` });
});
afterAll(() => running.close());

async function added(name: string): Promise<string> {
  const made = await running.call('POST', '/v1/contacts', { email: `${name}@example.com`, lists: ['all'] });
  return text(made.body, 'id');
}

const lists = routes
  .filter(({ method, query }) => method === 'GET' && query !== undefined && 'after' in query.properties)
  .map(({ path }) => path.replace('{name}', 'mine').replace('{id}', '<contact>'));
const at = (path: string): string => path.replace('<contact>', contact);
const after = (cursor: string): string => `after=${encodeURIComponent(cursor)}`;

describe('a cursor', () => {
  test.each(lists)('of nowhere is refused by %s', async (path) => {
    for (const cursor of ['0', 'nonsense', '["x"]', Buffer.from('["a","b"]').toString('base64url')]) {
      const answer = await running.call('GET', `${at(path)}?${after(cursor)}`);
      expect([answer.status, answer.body.type]).toEqual([400, '/docs#problem-invalid-cursor']);
    }
  });

  test.each(['/v1/contacts', '/v1/runs', '/v1/keys'])(
    'of another tenant’s %s shows nothing of it',
    async (path) => {
      const first = await running.call('GET', `${path}?limit=1`);
      const stolen = await other('GET', `${path}?${after(text(first.body, 'next'))}`);
      const theirs = new Set(
        items(await running.call('GET', `${path}?limit=200`)).map((item) => JSON.stringify(item)),
      );
      for (const item of items(stolen)) expect(theirs.has(JSON.stringify(item))).toBe(false);
      expect([200, 400]).toContain(stolen.status);
    },
  );
});

test.each([
  ['/v1/contacts?', 'id'],
  ['/v1/runs?workflow=mine&', 'run'],
])('whoever was in %s at first is met once, whatever is written between the pages', async (path, name) => {
  const before = items(await running.call('GET', `${path}limit=200`)).map((item) => text(item, name));
  expect(before.length).toBeGreaterThanOrEqual(12);
  const met: string[] = [];
  let cursor: string | undefined;
  let page = 0;
  do {
    const answer = await running.call(
      'GET',
      `${path}limit=5${cursor === undefined ? '' : `&${after(cursor)}`}`,
    );
    met.push(...items(answer).map((item) => text(item, name)));
    cursor = typeof answer.body.next === 'string' ? answer.body.next : undefined;
    page += 1;
    const late = await added(`${name}-late-${page}`);
    await running.call('POST', '/v1/workflows/mine/enrol', { contacts: [late] });
    await running.call('PATCH', `/v1/contacts/${contact}`, { firstName: `Ada ${page}` });
    await running.product.idle();
  } while (cursor !== undefined);
  expect(page).toBeGreaterThan(2);
  expect(met).toEqual(before);
});
