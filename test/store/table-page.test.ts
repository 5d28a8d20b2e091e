/**
 * docs/table.md against a table that has seen everything: each item that a busy product holds is of a kind that the page lists,
 * and each kind of the page was met, but for those that it says why. Sizes are measured, by DynamoDB's rules.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sizeOf } from '../../functions/adapters/aws/store/size.ts';
import { TABLE_INDEXES } from '../../functions/adapters/aws/store/table.ts';
import { keepDeadEvent } from '../../functions/domain/event/dead-letter.ts';
import type { Item } from '../../functions/ports/store.ts';
import { ITEM_COLUMNS, toItem } from '../../infra/local/store/row.ts';
import { type Running, startProduct } from '../api/product.ts';
import { KINDS, type Kind } from './table-kinds.ts';

const PAGE = 'docs/table.md';
const [BEGIN, END] = ['<!-- items -->', '<!-- /items -->'];

const flow = (name: string, tag: string): string => `
language: 1
name: ${name}
triggers: [{ on: list.joined, list: all }, { on: date.reached, at: "2099-03-20T09:00" }]
sending: { from: { email: hello@example.com } }
entry: { reentry: { after: 1 day } }
start: hello
steps:
  hello: { kind: send-email, subject: "Hi {{ contact.firstName }}", text: "Welcome to the ${tag} house", next: answer }
  answer:
    kind: wait-for-event
    paths: [{ id: bought, event: { on: external.occurred, name: order }, next: thank }]
    timeout: { after: 2 days, next: end }
  thank: { kind: add-tag, tag: ${tag}, next: end }
`;

let running: Running;
let items: readonly Item[];

async function fill({ call, product }: Running): Promise<void> {
  const ask = async (method: string, path: string, body?: unknown, headers?: { [name: string]: string }) => {
    const answer = await call(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const yaml = { 'content-type': 'application/yaml' };
  const json = { 'content-type': 'application/json' };
  for (const placement of ['standard', 'express']) {
    const name = `in-${placement}`;
    for (const tag of ['old', 'new']) {
      await ask('PUT', `/v1/workflows/${name}`, flow(name, tag), yaml);
      await ask('POST', `/v1/workflows/${name}/publish`, { placement }, json);
      await ask('POST', `/v1/workflows/${name}/start`, {}, json);
    }
  }
  await ask('PATCH', '/v1/tenant', { caps: { email: { perDay: 9 } } }, json);
  const key = { ...json, 'idempotency-key': 'one' };
  const ada = {
    ...{ id: 'ada', email: 'ada@example.org', phone: '+4930901820', firstName: 'Ada', lists: ['all'] },
    consents: { email: 'in' },
  };
  await ask('POST', '/v1/contacts', ada, key);
  await product.idle();
  const order = {
    contact: { id: 'ada' },
    type: 'external.occurred',
    id: 'o1',
    properties: { name: 'order' },
  };
  await ask('POST', '/v1/events', order, json);
  await ask('POST', '/v1/contacts', { ...ada, id: 'bea', email: 'bea@example.org' }, json);
  const token = 'fMEpUl3kTcOZx1uY7wqRbN:APA91bHun4MxP5egoKMwt2KZFBaFUH';
  await ask('POST', '/v1/contacts/ada/devices', { platform: 'fcm', token }, json);
  await ask('POST', '/v1/keys', { label: 'second', role: 'viewer' }, json);
  await ask('POST', '/v1/imports?format=csv', 'Email\ncyd@example.org\nnobody\n', {
    'content-type': 'text/csv',
  });
  await ask('POST', '/v1/simulations', { workflows: [{ name: 'in-standard' }], contacts: 10, days: 1 }, json);
  const event = {
    tenant: 'local',
    contact: 'ada',
    id: 'e1',
    row: 'act#',
    type: 'list.joined',
    at: '',
    depth: 0,
  };
  await keepDeadEvent(product.deps, event, new Error('nobody could route it'));
  await ask('POST', '/v1/exports', { format: 'ndjson' }, json);
  await ask('POST', '/v1/tenants', { id: 'gone', name: 'Gone', zone: 'UTC' }, json);
  await ask('POST', '/v1/tenants/gone/removal', { confirm: 'gone' }, json);
  for (const path of ['/v1/imports', '/v1/simulations', '/v1/exports', '/v1/tenants/gone/removal']) {
    const stateNow = async (): Promise<unknown> => {
      const answer = await ask('GET', path);
      const [one = answer] = (answer.items ?? []) as readonly { readonly state?: unknown }[];
      return one?.state;
    };
    await vi.waitUntil(async () => (await stateNow()) !== 'running', { timeout: 30_000 });
  }
  await product.idle();
}

beforeAll(async () => {
  running = await startProduct();
  await fill(running);
  const copy = mkdtempSync(join(tmpdir(), 'sojourn-table-'));
  cpSync(running.data, copy, { recursive: true });
  const sql = new DatabaseSync(join(copy, 'sojourn.db'));
  items = sql
    .prepare(`SELECT ${ITEM_COLUMNS.join(', ')} FROM items`)
    .all()
    .map(toItem);
  sql.close();
  rmSync(copy, { recursive: true, force: true });
}, 60_000);
afterAll(() => running.close());

const isOf =
  ({ pk, sk }: Kind) =>
  (item: Item): boolean =>
    patternOf(pk).test(item.pk) && patternOf(sk).test(item.sk);

/** `<word>` stands for anything, all else for itself. */
function patternOf(text: string): RegExp {
  const parts = text.split(/<[^>]+>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 's');
}

function median(sizes: readonly number[]): number {
  return sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0;
}

const sizeFor = (kind: Kind): number => median(items.filter(isOf(kind)).map(sizeOf));

/** Rounded: what matters is how many kilobytes a write costs. */
const rounded = (bytes: number): string =>
  bytes < 1000 ? `${Math.max(100, Math.round(bytes / 100) * 100)} B` : `${Math.round(bytes / 1000)} KB`;

const bytesOf = (shown: string): number => Number.parseInt(shown, 10) * (shown.endsWith('KB') ? 1000 : 1);

function tableOf(): string {
  const rows = KINDS.map((kind) => {
    const found = items.filter(isOf(kind));
    const indexes = TABLE_INDEXES.map(({ name }) => name).filter((name) =>
      found.some(({ index }) => index?.[name] !== undefined),
    );
    const places = indexes.map((name) => `\`${name}\``).join(', ');
    const size = kind.unseen ?? rounded(sizeFor(kind));
    const pk = kind.pk.replaceAll('|', '\\|');
    return `| ${kind.what} | \`${pk}\` | \`${kind.sk}\` | ${places} | ${size} | ${kind.grows} |`;
  });
  return [
    '| item | partition key | sort key | indexes | size | how many, how large |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** A few bytes more in a row must not change the page. */
const SIZE = /\| (\d+ K?B) \|/g;

describe('docs/table.md', () => {
  test('every item is of one kind', () => {
    const odd = items.filter((item) => KINDS.filter((kind) => isOf(kind)(item)).length !== 1);
    expect(odd.map(({ pk, sk }) => `${pk}  ${sk}`)).toEqual([]);
  });

  test('every kind was met, or the page says why not', () => {
    const missing = KINDS.filter((kind) => !items.some(isOf(kind)) && kind.unseen === undefined);
    expect(missing.map(({ what }) => what)).toEqual([]);
  });

  test('no item stands in an index outside its tenant, but for what the whole deployment looks at', () => {
    const shared = /^(due#\d+|imports\|open|simulations\|open|jobs\|open|operator\|tenants|erasures)$/;
    const tenants = (item: Item): readonly string[] =>
      Object.values(item.index ?? {}).flatMap(({ pk }) => (shared.test(pk) ? [] : (pk.split('|')[0] ?? '')));
    const astray = items.filter((item) => tenants(item).some((tenant) => tenant !== item.pk.split('|')[0]));
    expect(astray.map(({ pk, sk }) => `${pk}  ${sk}`)).toEqual([]);
  });

  test('the page shows the table as it is', () => {
    const page = readFileSync(PAGE, 'utf8');
    const [before = '', rest = ''] = page.split(BEGIN);
    const [shown = '', after = ''] = rest.split(END);
    if (process.env.UPDATE_GOLDEN === '1') {
      writeFileSync(PAGE, `${before}${BEGIN}\n\n${tableOf()}\n\n${END}${after}`);
      return;
    }
    const plain = (table: string): string => table.trim().replaceAll(SIZE, '| size |');
    expect(plain(shown)).toBe(plain(tableOf()));
    const sizes = [...shown.matchAll(SIZE)].map(([, size = '']) => bytesOf(size));
    const measured = KINDS.filter(({ unseen }) => unseen === undefined).map(sizeFor);
    expect(sizes).toHaveLength(measured.length);
    const wrong = measured.filter(
      (bytes, at) => Math.abs(bytes - (sizes[at] ?? 0)) > Math.max(200, bytes / 2),
    );
    expect(wrong).toEqual([]);
  });
});
