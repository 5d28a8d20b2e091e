/** What people do through the API, from a contact to the mail in the outbox. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { items, type Running, startProduct, text } from './product.ts';

let running: Running;
beforeAll(async () => {
  running = await startProduct();
});
afterAll(() => running.close());

const example = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../examples', `${name}.yaml`), 'utf8');

describe('contacts', () => {
  test('are made once, found by any name, changed and erased', async () => {
    const { call } = running;
    const made = await call('POST', '/v1/contacts', {
      email: 'Grace@example.com',
      phone: '+39 333 123 4567',
      firstName: 'Grace',
      address: { city: 'Rome', country: 'it' },
      details: { plan: 'gold', seats: 4 },
      tags: ['vip', { tag: 'score', score: 5 }],
      lists: ['news'],
      consents: { email: 'in' },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      phone: '+393331234567',
      address: { city: 'Rome', country: 'IT' },
      details: { plan: 'gold', seats: 4 },
    });
    const again = await call('POST', '/v1/contacts', { email: 'grace@EXAMPLE.com', lastName: 'Hopper' });
    expect([again.status, again.body.id]).toEqual([200, made.body.id]);
    const id = text(made.body, 'id');
    const changed = await call('PATCH', `/v1/contacts/${id}`, {
      firstName: null,
      details: { plan: null },
      tags: { add: ['new'], remove: ['vip'] },
      lists: { leave: ['news'] },
      score: { by: 7 },
    });
    expect(changed.body).toMatchObject({ lastName: 'Hopper', points: 7, details: { seats: 4 }, lists: {} });
    expect(changed.body).not.toHaveProperty('firstName');
    for (const query of ['email=GRACE@example.com', 'phone=%2B393331234567']) {
      expect(items(await call('GET', `/v1/contacts?${query}`)).map((each) => each.id)).toEqual([id]);
    }
    expect((await call('DELETE', `/v1/contacts/${id}`)).status).toBe(204);
    expect((await call('GET', `/v1/contacts/${id}`)).status).toBe(404);
    expect(items(await call('GET', '/v1/contacts?email=grace@example.com'))).toEqual([]);
  });

  test('a refused change says where, and changes nothing', async () => {
    const { call } = running;
    const made = await call('POST', '/v1/contacts', { email: 'kept@example.com', firstName: 'Kept' });
    const refused = await call('PATCH', `/v1/contacts/${text(made.body, 'id')}`, {
      firstName: 'Lost',
      birthday: '1990-02-30',
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ at: '/birthday' }]);
    expect((await call('GET', `/v1/contacts/${text(made.body, 'id')}`)).body.firstName).toBe('Kept');
    await call('POST', '/v1/contacts', { email: 'second@example.com' });
    const taken = await call('PATCH', `/v1/contacts/${text(made.body, 'id')}`, {
      email: 'second@example.com',
    });
    expect([taken.status, taken.body.errors]).toMatchObject([422, [{ at: '/email' }]]);
  });

  test('pages lead through all of them, each once', async () => {
    const { call } = running;
    for (let n = 0; n < 12; n += 1) await call('POST', '/v1/contacts', { email: `page${n}@example.com` });
    const seen: string[] = [];
    let after = '';
    do {
      const page = await call(
        'GET',
        `/v1/contacts?limit=5${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
      );
      seen.push(...items(page).map((each) => text(each, 'id')));
      after = typeof page.body.next === 'string' ? page.body.next : '';
    } while (after !== '');
    expect(new Set(seen).size).toBe(seen.length);
    const csv = await call('GET', '/v1/contacts.csv');
    expect(csv.text.trimEnd().split('\r\n').length - 1).toBe(seen.length);
    const lines = await call('GET', '/v1/contacts.ndjson');
    expect(lines.text.trimEnd().split('\n').length).toBe(seen.length);
  });
});

describe('workflows', () => {
  test('a draft with findings is kept, and not published', async () => {
    const { call } = running;
    const draft = 'language: 1\nname: broken\ntriggers: []\nstart: nowhere\nsteps: {}\n';
    const saved = await call('PUT', '/v1/workflows/broken', draft, { 'content-type': 'text/yaml' });
    expect(saved.status).toBe(200);
    expect(saved.body.diagnostics).not.toEqual([]);
    expect((await call('GET', '/v1/workflows/broken')).body.draft).toBe(draft);
    const refused = await call('POST', '/v1/workflows/broken/publish');
    expect([refused.status, refused.body.type]).toEqual([422, '/docs#problem-invalid-workflow']);
    expect(refused.body.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: expect.any(String),
          at: expect.any(String),
          hint: expect.any(String),
        }),
      ]),
    );
    expect((await call('DELETE', '/v1/workflows/broken')).status).toBe(204);
  });

  test.each([
    ['YAML that is none', 'a: [1, 2'],
    ['a bomb of aliases', `a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n`],
    ['deep nesting', `name: x\nsteps: ${'['.repeat(500)}${']'.repeat(500)}`],
    ['a number', '42'],
    ['control characters', '\u0000\u0001'],
  ])('checking %s finds something and harms nobody', async (_, body) => {
    const checked = await running.call('POST', '/v1/workflows/check', body);
    expect([checked.status, checked.body.ok]).toEqual([200, false]);
    expect(checked.body.diagnostics).not.toEqual([]);
  });

  test('JSON comes bare or wrapped', async () => {
    const definition = {
      language: 1,
      name: 'tiny',
      triggers: [{ on: 'list.joined', list: 'x' }],
      start: 'tag',
      steps: { tag: { kind: 'add-tag', tag: 'seen', next: 'end' } },
    };
    for (const body of [definition, { definition }]) {
      expect((await running.call('POST', '/v1/workflows/check', body)).body).toMatchObject({
        ok: true,
        functions: ['apply', 'finish'],
      });
    }
  });

  test('a draft that names itself otherwise is not published', async () => {
    const { call } = running;
    await call('PUT', '/v1/workflows/welkom', example('welcome'));
    const refused = await call('POST', '/v1/workflows/welkom/publish');
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ at: '/name' }]]);
    await call('DELETE', '/v1/workflows/welkom');
  });

  test('publish, join, thanks in the outbox; the run says what comes next; stop and remove', async () => {
    const { call } = running;
    await call('PUT', '/v1/workflows/welcome', example('welcome'));
    const published = await call('POST', '/v1/workflows/welcome/publish', { start: true });
    expect(published.body).toMatchObject({ workflow: 'welcome', version: 1, fresh: true, started: true });
    const repeated = await call('POST', '/v1/workflows/welcome/publish');
    expect(repeated.body).toMatchObject({ version: 1, fresh: false, started: false });
    const made = await call('POST', '/v1/contacts', {
      email: 'ada@example.com',
      firstName: 'Ada',
      lists: ['newsletter'],
      consents: { email: 'in' },
    });
    await eventually(
      async () => items(await call('GET', '/v1/runs?workflow=welcome&state=waiting')).length === 1,
    );

    const [run] = items(await call('GET', `/v1/runs?contact=${text(made.body, 'id')}`));
    const whole = await call('GET', `/v1/runs/${text(run ?? {}, 'run')}`);
    expect(whole.body).toMatchObject({ state: 'waiting', step: 'pause', wait: { kind: 'time' } });
    expect(whole.body.next).toMatchObject({
      what: expect.stringContaining('pause'),
      when: expect.any(String),
    });
    expect(whole.text).not.toContain('token');

    for (const query of [
      'workflow=welcome',
      `contact=${text(made.body, 'id')}`,
      `run=${text(run ?? {}, 'run')}`,
      '',
    ]) {
      const [message] = items(await call('GET', `/v1/messages?${query}`));
      expect(message).toMatchObject({
        step: 'thanks',
        channel: 'email',
        state: 'sent',
        to: 'ada@example.com',
      });
      const read = await call('GET', `/v1/messages/${encodeURIComponent(text(message ?? {}, 'id'))}`);
      expect(read.text).toContain('Ada');
    }
    const version = await call('GET', '/v1/workflows/welcome/versions/1');
    expect(version.body).toMatchObject({
      machine: { QueryLanguage: 'JSONata' },
      definition: { name: 'welcome' },
    });
    expect((await call('GET', '/v1/workflows/welcome/report')).body).toMatchObject({
      entered: 1,
      inside: 1,
      steps: { thanks: { sent: 1 } },
    });
    expect((await call('GET', '/v1/status')).body).toMatchObject({ running: 0, waiting: 1, failed: 0 });
    expect(items(await call('GET', '/v1/runs?from=2999-01-01T00:00:00Z&workflow=welcome'))).toEqual([]);

    expect((await call('DELETE', '/v1/workflows/welcome')).status).toBe(409);
    const stopped = await call('POST', '/v1/workflows/welcome/stop', { inside: 'finish' });
    expect(stopped.body).toMatchObject({ state: 'stopped', afterStop: 'finish' });
    expect((await call('DELETE', '/v1/workflows/welcome')).status).toBe(409);
    expect((await call('POST', '/v1/workflows/welcome/start', { version: 7 })).status).toBe(404);
    expect((await call('POST', '/v1/workflows/welcome/start')).body).toMatchObject({
      state: 'started',
      live: 1,
    });
  });

  test('enrolling by hand takes all or none', async () => {
    const { call } = running;
    const definition = {
      language: 1,
      name: 'by-hand',
      triggers: [{ on: 'manual.enrolled' }],
      start: 'tag',
      steps: { tag: { kind: 'add-tag', tag: 'by hand', next: 'end' } },
    };
    await call('PUT', '/v1/workflows/by-hand', definition);
    await call('POST', '/v1/workflows/by-hand/publish', { start: true });
    const made = await call('POST', '/v1/contacts', { email: 'hand@example.com' });
    const id = text(made.body, 'id');
    const refused = await call('POST', '/v1/workflows/by-hand/enrol', { contacts: [id, 'nobody'] });
    expect([refused.status, refused.body.errors]).toMatchObject([404, [{ at: '/contacts/1' }]]);
    expect((await call('POST', '/v1/workflows/by-hand/enrol', { contacts: [id] })).status).toBe(202);
    await eventually(async () => 'by hand' in Object((await call('GET', `/v1/contacts/${id}`)).body.tags));
    expect((await call('GET', '/v1/workflows/by-hand/report')).body.entered).toBe(1);
  });
});

describe('events', () => {
  test('make the contact of a new address, and are known when told again', async () => {
    const { call } = running;
    const event = {
      type: 'external.occurred',
      contact: { email: 'buyer@example.com' },
      id: 'order-1',
      properties: { name: 'order', amount: 12 },
    };
    const first = await call('POST', '/v1/events', event);
    expect([first.status, first.body.accepted]).toMatchObject([202, [{ id: 'order-1', known: false }]]);
    const again = await call('POST', '/v1/events', [event]);
    expect(again.body.accepted).toMatchObject([{ known: true }]);
    const [{ contact } = { contact: '' }] = items({ ...first, body: { items: first.body.accepted } });
    const activity = items(await call('GET', `/v1/contacts/${contact}/activity`));
    expect(activity.filter(({ type }) => type === 'external.occurred')).toMatchObject([
      { id: 'order-1', properties: { name: 'order', properties: { amount: 12 } } },
    ]);
  });

  test('one bad event among many refuses all, by its pointer', async () => {
    const { call } = running;
    const good = {
      type: 'web.page-visited',
      contact: { email: 'never@example.com' },
      properties: { url: '/' },
    };
    const bad = { type: 'web.page-visited', contact: { id: 'nobody' }, properties: { url: '/' } };
    const refused = await call('POST', '/v1/events', [good, bad]);
    expect([refused.status, refused.body.errors]).toMatchObject([404, [{ at: '/1/contact/id' }]]);
    expect(items(await call('GET', '/v1/contacts?email=never@example.com'))).toEqual([]);
  });
});

/** Work goes on in the background; the runtime says when it is calm. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  await running.product.idle();
  expect(await holds()).toBe(true);
}
