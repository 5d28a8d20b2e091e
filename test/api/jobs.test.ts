/** Exports, broadcasts and the removal of a tenant, over HTTP and beside everything else, as the product does them. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Answer, type Client, otherTenant, type Running, startProduct, text } from './product.ts';

let running: Running;
beforeAll(async () => {
  running = await startProduct();
});
afterAll(() => running.close());

const FLOW = `language: 1
name: news
triggers:
  - on: manual.enrolled
start: pause
steps:
  pause: { kind: wait, for: 1 day, next: end }
`;

/** Asks until the job has ended. */
async function ended(call: Client, path: string): Promise<Answer> {
  return vi.waitUntil(
    async () => {
      const answer = await call('GET', path);
      return answer.status === 200 && answer.body.state === 'running' ? undefined : answer;
    },
    { timeout: 20_000 },
  );
}

async function people(call: Client, many: number): Promise<void> {
  const rows = Array.from({ length: many }, (_, at) => `p${at}@example.com`);
  const started = await call('POST', '/v1/imports?format=csv&list=all', ['Email', ...rows].join('\n'));
  await ended(call, `/v1/imports/${text(started.body, 'id')}`);
}

describe('an export', () => {
  test('is asked for, made beside, fetched, and removed', async () => {
    const call = await otherTenant(running, 'exporter');
    await people(call, 30);
    const asked = await call('POST', '/v1/exports', { format: 'csv', list: 'all' });
    expect(asked).toMatchObject({ status: 202, body: { state: 'running', format: 'csv', list: 'all' } });
    const path = `/v1/exports/${text(asked.body, 'id')}`;
    const done = await ended(call, path);
    expect(done.body).toMatchObject({ state: 'done', done: 30, total: 30 });
    const file = await call('GET', `${path}/file`);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="contacts.csv"');
    // Reading it as text takes the byte order mark away.
    expect(Buffer.byteLength(file.text) + 3).toBe(done.body.bytes);
    expect(file.text.trim().split('\r\n').length).toBe(31);
    expect((await running.call('GET', path)).status).toBe(404);
    expect((await running.call('GET', `${path}/file`)).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', `${path}/file`)).status).toBe(404);
  });

  test('refuses a condition that looks at more than contacts', async () => {
    const condition = { kind: 'email-opened', within: '7 days' };
    const answer = await running.call('POST', '/v1/exports', { format: 'csv', condition });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('/condition');
    const none = await running.call('GET', '/v1/exports');
    expect(none.body.items).toEqual([]);
  });
});

describe('a broadcast', () => {
  test('lets a list in, tells how far it is, and can be stopped', async () => {
    const call = await otherTenant(running, 'sender');
    await people(call, 20);
    const asking = { list: 'all' };
    expect((await call('POST', '/v1/workflows/news/broadcasts', asking)).status).toBe(404);
    await call('PUT', '/v1/workflows/news', FLOW);
    expect((await call('POST', '/v1/workflows/news/broadcasts', asking)).status).toBe(409);
    await call('POST', '/v1/workflows/news/publish', { start: true });
    const asked = await call('POST', '/v1/workflows/news/broadcasts', asking);
    expect(asked).toMatchObject({
      status: 202,
      body: { state: 'running', workflow: 'news', spreadSeconds: 0 },
    });
    const path = `/v1/broadcasts/${text(asked.body, 'id')}`;
    expect((await ended(call, path)).body).toMatchObject({ state: 'done', done: 20, total: 20, entered: 20 });
    await running.product.idle();
    const report = await call('GET', '/v1/workflows/news/report');
    expect(report.text).toContain('"entered":20');
    expect((await call('POST', `${path}/cancel`, {})).status).toBe(409);
    const slow = await call('POST', '/v1/workflows/news/broadcasts', { ...asking, spreadSeconds: 86_400 });
    const stopped = await call('POST', `/v1/broadcasts/${text(slow.body, 'id')}/cancel`, {});
    expect(stopped.body).toMatchObject({ state: 'cancelled' });
    expect((await running.call('GET', path)).status).toBe(404);
  });
});

describe('the removal of a tenant', () => {
  test('is the operator’s, confirmed by name, and locks out at once', async () => {
    const call = await otherTenant(running, 'goes');
    await people(call, 10);
    await call('POST', '/v1/exports', { format: 'csv' });
    const path = '/v1/tenants/goes/removal';
    expect((await call('POST', path, { confirm: 'goes' })).status).toBe(403);
    expect((await running.call('POST', path, { confirm: 'gone' })).status).toBe(400);
    expect((await running.call('GET', path)).status).toBe(404);
    expect((await call('GET', '/v1/tenant')).status).toBe(200);
    const asked = await running.call('POST', path, { confirm: 'goes' });
    expect(asked).toMatchObject({ status: 202, body: { tenant: 'goes', state: 'running' } });
    expect((await call('GET', '/v1/tenant')).status).toBe(401);
    const again = { id: 'goes', name: 'Back', zone: 'UTC' };
    expect((await running.call('POST', '/v1/tenants', again)).status).toBe(409);
    const done = await ended(running.call, path);
    expect(done.body).toMatchObject({ state: 'done', byNoun: { contact: expect.any(Number) } });
    expect((await running.product.deps.store.walk('goes|')).items).toEqual([]);
    const back = await running.call('POST', '/v1/tenants', again);
    expect(back.status).toBe(201);
    expect((await running.as(text(back.body, 'apiKey'))('GET', '/v1/contacts')).body.items).toEqual([]);
  });

  test('is refused for nobody, for names that are none, and for the operator’s own', async () => {
    for (const id of ['nobody', 'key', 'UPPER', '..']) {
      const answer = await running.call('POST', `/v1/tenants/${encodeURIComponent(id)}/removal`, {
        confirm: id,
      });
      expect(answer.status).toBe(404);
    }
    expect((await running.call('POST', '/v1/tenants/local/removal', { confirm: 'local' })).status).toBe(409);
    const taken = { id: 'key', name: 'Key', zone: 'UTC' };
    expect((await running.call('POST', '/v1/tenants', taken)).status).toBe(400);
  });
});
