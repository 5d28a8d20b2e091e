/** What happened, out of a running product: over HTTP by tenant and period, and by the command, which a backtest then plays. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rewind } from '../../functions/domain/recording/rewind.ts';
import type { Activity, Card } from '../../workflow-compiler/predicate/facts.ts';
import { type Running, startProduct } from '../api/product.ts';

let running: Running;
const dir = mkdtempSync(join(tmpdir(), 'sojourn-export-'));
beforeAll(async () => {
  running = await startProduct();
});
afterAll(async () => {
  await running.close();
  rmSync(dir, { recursive: true, force: true });
});

const welcome = readFileSync('examples/welcome.yaml', 'utf8');

it('tells contacts as they were, and what happened since', async () => {
  await running.call('PUT', '/v1/workflows/welcome', welcome, { 'content-type': 'text/yaml' });
  await running.call('POST', '/v1/workflows/welcome/publish', { start: true });
  await running.call('POST', '/v1/contacts', { id: 'ada', email: 'ada@example.com', lists: ['newsletter'] });
  await running.call('POST', '/v1/events', {
    type: 'web.page-visited',
    contact: { id: 'ada' },
    properties: { url: 'https://example.com/' },
  });
  await running.product.idle();
  const { status, text } = await running.call('GET', '/v1/events.ndjson');
  expect(status).toBe(200);
  const [head, card, ...events] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(head).toMatchObject({ export: 'events', zone: expect.any(String) });
  expect(card).toMatchObject({ contact: 'ada', card: { email: 'ada@example.com' } });
  const types = events.map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(['list.joined', 'web.page-visited', 'email.sent']));
  expect(events.find(({ type }) => type === 'email.sent')).toMatchObject({
    contact: 'ada',
    properties: { workflow: 'welcome', step: 'thanks' },
    cause: { source: 'run', workflow: 'welcome' },
  });
});

it.each([
  ['from=soon', '`query/from` `soon` is not a date'],
  ['from=2026-03-02&to=2026-03-01', '`query/from` is not before `to`'],
  ['history=-1', 'history'],
])('refuses %s', async (query, words) => {
  const { status, text } = await running.call('GET', `/v1/events.ndjson?${query}`);
  expect(status).toBe(400);
  expect(text).toContain(words);
});

const card: Card = {
  id: 'ada',
  email: 'new@example.com',
  details: { plan: 'pro' },
  tags: {
    old: { at: '2026-01-01T00:00:00.000Z', score: 0 },
    vip: { at: '2026-03-05T00:00:00.000Z', score: 5 },
    silent: { at: '2026-03-06T00:00:00.000Z', score: 0 },
  },
  score: {
    base: 30,
    parts: [{ points: 5, at: '2026-03-07T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z' }],
  },
  lists: { news: { at: '2026-03-08T00:00:00.000Z' } },
  consents: { email: { state: 'out', at: '2026-03-09T00:00:00.000Z', source: 'page' } },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-03-09T00:00:00.000Z',
};

const happened = (at: string, type: string, properties: Activity['properties']): Activity => ({
  id: `${type} ${at}`,
  type,
  at: `2026-03-${at}T00:00:00.000Z`,
  properties,
});

it('a card goes back by what happened, and by its own dates where nothing was recorded', () => {
  const activity = [
    happened('02', 'contact.untagged', { tag: 'lead' }),
    happened('03', 'contact.detail-modified', { detail: 'plan', from: 'free', to: 'pro' }),
    happened('04', 'contact.detail-modified', {
      detail: 'email',
      from: 'old@example.com',
      to: 'new@example.com',
    }),
    happened('05', 'contact.tagged', { tag: 'vip', score: 5 }),
    happened('06', 'contact.score-reached', { from: 10, to: 30 }),
    happened('07', 'contact.score-reached', { from: 30, to: 35 }),
    happened('08', 'list.joined', { list: 'news' }),
    happened('08', 'list.left', { list: 'trial' }),
    happened('09', 'contact.opted-out', { channel: 'email', source: 'page' }),
    happened('09', 'contact.unsuppressed', { channel: 'sms', was: 'bounced: unknown', by: 'k1' }),
  ];
  const { card: before, unrecorded } = rewind(card, activity, '2026-03-02T00:00:00.000Z');
  expect(before).toMatchObject({
    email: 'old@example.com',
    details: { plan: 'free' },
    score: { base: 10, parts: [] },
    consents: { email: { state: 'in' } },
    suppressed: { sms: 'bounced: unknown' },
  });
  expect(Object.keys(before.tags).toSorted()).toEqual(['lead', 'old']);
  expect(Object.keys(before.lists)).toEqual(['trial']);
  expect(unrecorded).toEqual([
    { type: 'contact.tagged', at: '2026-03-06T00:00:00.000Z', properties: { tag: 'silent', score: 0 } },
  ]);
});
