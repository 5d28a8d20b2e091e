/** Simulations over HTTP: asked for, followed, read, removed; mistakes are told at once. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureLocalKey } from '../../infra/local/local-key.ts';
import { openProduct, type Product } from '../../infra/local/product.ts';
import { type Fields, type Running, startProduct } from '../api/product.ts';

let running: Running;
beforeAll(async () => {
  running = await startProduct();
});
afterAll(() => running.close());

const welcome = readFileSync('examples/welcome.yaml', 'utf8');

/** Another thread simulates: all that can be done is to look again. */
const LOOK_MS = 10;

/** Asks until it is no longer running. */
async function ended(id: unknown) {
  for (;;) {
    const { body } = await running.call('GET', `/v1/simulations/${id}`);
    if (body.state !== 'running') return body;
    await pause(LOOK_MS);
  }
}

it('simulates a draft and a definition together, in the background', async () => {
  await running.call('PUT', '/v1/workflows/welcome', welcome, { 'content-type': 'text/yaml' });
  const letters = readFileSync('examples/letters.yaml', 'utf8');
  const asked = {
    workflows: [{ name: 'welcome' }, { definition: letters }],
    contacts: 700,
    days: 20,
    seed: 7,
    profile: { email: { open: { rate: 1, after: '1 minute' }, click: { rate: 1 } }, providers: {} },
  };
  const started = await running.call('POST', '/v1/simulations', asked);
  expect(started.status).toBe(202);
  expect(started.body).toMatchObject({ state: 'running', contacts: 700, workflows: ['welcome', 'letters'] });
  const done = await ended(started.body.id);
  expect(done).toMatchObject({ state: 'done', simulated: 700, percent: 100 });
  expect(done.report).toMatchObject({
    simulation: { contacts: 700, days: 20, seed: 7 },
    workflows: { welcome: { entered: 700, steps: { opened: { paths: { yes: expect.any(Number) } } } } },
  });
  const again = await running.call('POST', '/v1/simulations', asked);
  expect((await ended(again.body.id)).report).toEqual(done.report);
  const { body } = await running.call('GET', '/v1/simulations');
  expect(body.items).toMatchObject([{ kind: 'forecast' }, { kind: 'forecast' }]);
});

it('machines are cut as asked: in express a run is two executions of one state', async () => {
  const asked = { workflows: [{ definition: welcome }], contacts: 60, placement: 'express' };
  const { body } = await running.call('POST', '/v1/simulations', asked);
  expect((await ended(body.id)).report).toMatchObject({
    workflows: { welcome: { entered: 60, done: 60, transitions: { perRun: 2 } } },
  });
});

it('a published version can be simulated, and a simulation removed', async () => {
  await running.call('PUT', '/v1/workflows/welcome', welcome, { 'content-type': 'text/yaml' });
  await running.call('POST', '/v1/workflows/welcome/publish', {});
  const asked = { workflows: [{ name: 'welcome', version: 1 }], contacts: 5 };
  const { body } = await running.call('POST', '/v1/simulations', asked);
  expect(await ended(body.id)).toMatchObject({ state: 'done', contacts: 5 });
  expect((await running.call('DELETE', `/v1/simulations/${body.id}`)).status).toBe(204);
  expect((await running.call('GET', `/v1/simulations/${body.id}`)).status).toBe(404);
  expect((await running.call('DELETE', `/v1/simulations/${body.id}`)).status).toBe(404);
});

it('one that is removed while it runs stops, and the next is taken', async () => {
  const long = await running.call('POST', '/v1/simulations', {
    workflows: [{ definition: welcome }],
    contacts: 1_000_000,
  });
  expect((await running.call('DELETE', `/v1/simulations/${long.body.id}`)).status).toBe(204);
  const next = await running.call('POST', '/v1/simulations', {
    workflows: [{ definition: welcome }],
    contacts: 3,
  });
  expect(await ended(next.body.id)).toMatchObject({ state: 'done' });
  expect((await running.call('GET', `/v1/simulations/${long.body.id}`)).status).toBe(404);
});

it('plays what happened through a version and a definition', async () => {
  await running.call('POST', '/v1/workflows/welcome/publish', { start: true });
  await running.call('POST', '/v1/contacts', { id: 'ada', email: 'ada@example.com', lists: ['newsletter'] });
  await running.call('POST', '/v1/contacts', { id: 'bob', email: 'bob@example.com' });
  await running.product.idle();
  const asked = {
    old: { name: 'welcome', version: 1 },
    new: { definition: welcome.replace('list: newsletter', 'list: customers') },
  };
  const started = await running.call('POST', '/v1/simulations/backtests', asked);
  expect(started.status).toBe(202);
  expect(started.body).toMatchObject({
    kind: 'backtest',
    state: 'running',
    workflows: ['welcome', 'welcome'],
  });
  const done = await ended(started.body.id);
  expect(done).toMatchObject({
    state: 'done',
    contacts: 2,
    simulated: 2,
    percent: 100,
    report: {
      old: { entered: 1, sent: { thanks: 1 } },
      new: { entered: 0 },
      recorded: { contacts: 1, same: 1 },
      differences: [
        {
          contact: 'ada',
          messages: [{ step: 'thanks', change: 'lost', why: 'did not enter' }],
        },
      ],
    },
  });
});

it('plays workflow tests, and tells what differs as a diff', async () => {
  const file = readFileSync('examples/tests/welcome.test.yaml', 'utf8');
  const workflows = [{ definition: welcome }];
  const passing = await running.call('POST', '/v1/simulations/tests', { workflows, tests: file });
  expect(passing.body).toMatchObject({ kind: 'tests' });
  const passed = await ended(passing.body.id);
  expect(passed).toMatchObject({ state: 'done', report: { failed: 0 } });
  expect(passed.contacts).toBe(Object(passed.report).passed);
  const tests = {
    given: { ada: {} },
    tests: [
      {
        name: 'she gets it',
        events: [{ 'at once': 'ada joins newsletter' }],
        until: '1 hour',
        expect: { state: { ada: 'done' } },
      },
      { name: 'nobody knows', events: [{ 'at once': 'ada flies' }], expect: {} },
    ],
  };
  const failing = await running.call('POST', '/v1/simulations/tests', { workflows, tests });
  expect((await ended(failing.body.id)).report).toEqual({
    passed: 0,
    failed: 2,
    tests: [
      {
        name: 'she gets it',
        failures: [
          {
            about: 'state',
            lines: [
              { sign: '-', text: 'ada: done' },
              { sign: '+', text: 'ada: waiting at pause' },
            ],
          },
        ],
      },
      { name: 'nobody knows', failures: [], unclear: expect.stringContaining('`flies` is nothing') },
    ],
  });
});

it.each([
  ['backtests', { old: { name: 'welcome' } }, 400, 'new'],
  ['backtests', { old: { name: 'nowhere' }, new: { name: 'welcome' } }, 400, '`/old` names no draft'],
  ['backtests', { old: { name: 'welcome' }, new: { definition: 'language: 1' } }, 422, 'SHAPE-02'],
  ['backtests', { old: { name: 'welcome' }, new: { name: 'welcome' }, from: 'soon' }, 400, '`/from`'],
  ['tests', { workflows: [{ name: 'welcome' }], tests: 'tests: 3' }, 400, 'The tests cannot be read'],
  [
    'tests',
    { workflows: [{ name: 'welcome' }], tests: 'zone: Mars\ntests: [{ name: a, expect: {} }]' },
    400,
    'zone',
  ],
])('refuses %s of %j', async (kind, body, status, words) => {
  const answer = await running.call('POST', `/v1/simulations/${kind}`, body);
  expect(answer.text).toContain(words);
  expect(answer.status).toBe(status);
});

it.each([
  ['no workflow', { workflows: [] }, 400, 'workflows'],
  ['an unknown workflow', { workflows: [{ name: 'nowhere' }] }, 400, 'names no draft or version'],
  ['a broken definition', { workflows: [{ definition: 'language: 1' }] }, 422, 'SHAPE-02'],
  [
    'the same name twice',
    { workflows: [{ definition: welcome }, { definition: welcome }] },
    400,
    'two workflows',
  ],
  [
    'a day that is none',
    { workflows: [{ definition: welcome }], start: '2026-02-30' },
    400,
    'no day of the calendar',
  ],
  [
    'a rate above one',
    { workflows: [{ definition: welcome }], profile: { email: { open: { rate: 2 } } } },
    400,
    'rate',
  ],
])('refuses %s', async (_what, body, status, words) => {
  const answer = await running.call('POST', '/v1/simulations', body);
  expect(answer.text).toContain(words);
  expect(answer.status).toBe(status);
});

it('an interrupted one is begun again by the next start', async () => {
  const data = mkdtempSync(join(tmpdir(), 'sojourn-simulation-'));
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const open = (): Promise<Product> =>
    openProduct({ data, baseUrl: 'http://localhost', smtp: undefined, allowWebhookHosts: [], log: silent });
  const first = await open();
  const authorization = `Bearer ${await ensureLocalKey(first.deps, data)}`;
  const call = async (product: Product, path: string, body?: object): Promise<Fields> => {
    const asked = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = { authorization, 'content-type': 'application/json' };
    return (await product.handle(new Request(`http://localhost${path}`, { headers, ...asked }))).json();
  };
  const asked = { workflows: [{ definition: welcome }], contacts: 3000 };
  const { id } = await call(first, '/v1/simulations', asked);
  // Not begun yet: it waits behind the one before.
  const flow = { definition: welcome };
  const second = await call(first, '/v1/simulations/backtests', { old: flow, new: flow });
  await first.close();
  const next = await open();
  const ending = async (of: unknown): Promise<Fields> => {
    let found = await call(next, `/v1/simulations/${of}`);
    while (found.state === 'running') {
      await pause(LOOK_MS);
      found = await call(next, `/v1/simulations/${of}`);
    }
    return found;
  };
  expect(await ending(second.id)).toMatchObject({ kind: 'backtest', state: 'done', percent: 100 });
  expect(await ending(id)).toMatchObject({
    state: 'done',
    simulated: 3000,
    report: { workflows: { welcome: { entered: 3000 } } },
  });
  await next.close();
  rmSync(data, { recursive: true, force: true });
});
