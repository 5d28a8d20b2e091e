/** Batches of Lambda over the real store: what fails is named, and nothing else is told again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toAttributes } from '../../functions/adapters/aws/store/item.ts';
import { activityKey } from '../../functions/domain/keys.ts';
import { readReport } from '../../functions/domain/report/counts.ts';
import { ownerOf, runKey } from '../../functions/domain/run/keys.ts';
import { feedBatch } from '../../functions/lambda/feed-batch.ts';
import { routerBatch } from '../../functions/lambda/router-batch.ts';
import type { BusEvent } from '../../functions/ports/bus.ts';
import type { Key } from '../../functions/ports/store.ts';
import { openRuntime, type Runtime } from '../../infra/local/runtime.ts';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';
import { queued } from './queued.ts';

const { tenant, contact } = ownerOf({ tenant: 'acme', contact: 'c1' });
let folder: string;
let runtime: Runtime;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-batches-'));
  runtime = await openRuntime({ dir: folder, still: true });
});
afterEach(async () => {
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
});

const event: BusEvent = {
  tenant,
  contact,
  id: 'e1',
  row: activityKey(tenant, contact, '2026-01-01T00:00:00.000Z', 'e1').sk,
  type: 'list.joined',
  at: '2026-01-01T00:00:00.000Z',
  depth: 0,
};

/** As the bus tells events. */
const told = (...events: readonly object[]): string => JSON.stringify({ events });

test('the queue keeps what is no event and what could not be routed', async () => {
  const Records = [
    queued('good', told(event, event)),
    // As a rule of the bus leaves it among its dead letters, from where it was moved back.
    queued('from-a-rule', `{"source":"sojourn","detail-type":"${event.type}","detail":${told(event)}}`),
    queued('no-json', 'nonsense'),
    queued('no-event', told(event, { ...event, depth: 'deep' })),
    queued('no-events', JSON.stringify(event)),
    queued('no-contact', told(event, { ...event, contact: '' })),
  ];
  const { batchItemFailures } = await routerBatch(runtime.deps)({ Records });
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).toSorted()).toEqual([
    'no-contact',
    'no-event',
    'no-events',
    'no-json',
  ]);
});

/** What the stream tells of a new row, of activity unless said. */
function record(
  sequence: string,
  body: JsonObject,
  key: Key = activityKey(tenant, contact, '2026-01-01T00:00:00.000Z', sequence),
): DynamoDBRecord {
  const values: Record<string, AttributeValue> = {};
  for (const [name, { S, N }] of Object.entries(toAttributes({ do: 'put', key, body }, 1, 'mark'))) {
    values[name] = S === undefined ? { N: N ?? '' } : { S };
  }
  const Keys = { pk: { S: key.pk }, sk: { S: key.sk } };
  return { eventID: sequence, dynamodb: { SequenceNumber: sequence, Keys, NewImage: values } };
}

const unasked = {
  activity: { id: 'e1', type: 'list.joined', at: '2026-01-01T00:00:00.000Z' },
  cause: { source: 'api', depth: 0 },
};

test('what a person has told again is counted, unless nobody knows whether it was', async () => {
  const feed = feedBatch(runtime.deps);
  const body = {
    run: 'r1',
    contact,
    workflow: 'welcome',
    version: 1,
    step: 'a',
    state: 'running',
    history: [],
  };
  const entered = async () => (await readReport(runtime.deps.store, tenant, 'welcome')).entered;
  const before = await entered();
  const batch = { Records: [record('7', body, runKey({ tenant, contact }, 'r1'))], shardId: 'shard' };
  expect(await feed({ ...batch, again: { counted: true } })).toEqual({ batchItemFailures: [] });
  expect(await entered()).toBe(before);
  for (let time = 0; time < 2; time += 1) {
    expect(await feed({ ...batch, again: { counted: false } })).toEqual({ batchItemFailures: [] });
    expect(await entered()).toBe(before + 1);
  }
});

test('the feed goes on from the first change that fails', async () => {
  const feed = feedBatch(runtime.deps);
  const good = ['1', '2', '4'].map((sequence) => record(sequence, unasked));
  expect(await feed({ Records: good })).toEqual({ batchItemFailures: [] });
  const [first, second, last] = good;
  if (first === undefined || second === undefined || last === undefined) throw new Error('three were made');
  // A row without an activity: nobody writes one, and nothing can be made of it.
  const Records = [first, second, record('3', {}), last];
  expect(await feed({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
});
