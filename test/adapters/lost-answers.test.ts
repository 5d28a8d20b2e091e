/** DynamoDB and EventBridge on a bad day: answers get lost, keys stay unprocessed, entries are refused, transactions collide. */
import { afterEach, expect, test } from 'vitest';
import { eventBridgeBus } from '../../functions/adapters/aws/bus.ts';
import { dynamoDb, eventBridge } from '../../functions/adapters/aws/clients.ts';
import { dynamoStore } from '../../functions/adapters/aws/store/store.ts';
import { StoreMisuse, StoreUnavailable } from '../../functions/ports/store-errors.ts';
import { type Answer, type Asked, type Service, scripted } from './service.ts';

let service: Service | undefined;
afterEach(() => service?.close());
const storeOn = async (answer: (request: Asked, at: number) => Answer) => {
  service = await scripted(answer);
  return { store: dynamoStore(dynamoDb(service.options), 'table'), asked: service.asked };
};

const key = { pk: 't|run|1', sk: 'a' };
const attributes = { pk: { S: key.pk }, sk: { S: key.sk } };
const rev = (n: number) => ({ rev: { N: String(n) } });
const failed = (Item: object | undefined): Answer => ({
  error: 'ConditionalCheckFailedException',
  body: { Item },
});

test('whoever won and did not hear of it is told that he won', async () => {
  let first: object | undefined;
  const { store, asked } = await storeOn(({ body }, at) => {
    if (at > 0) return failed(first);
    first = body.Item;
    return 'drop';
  });
  expect(await store.write([{ do: 'put', key, body: {}, when: { rev: 4 } }])).toEqual({
    ok: true,
    revs: [5],
  });
  expect(asked).toHaveLength(2);
});

test('whoever lost is told what stands there', async () => {
  const { store } = await storeOn(() =>
    failed({ ...attributes, ...rev(7), mark: { S: 'other' }, 'b.n': { N: '1' } }),
  );
  expect(await store.write([{ do: 'put', key, body: {}, when: 'absent' }])).toEqual({
    ok: false,
    conflict: 0,
    found: { ...key, rev: 7, body: { n: 1 } },
  });
});

test('an addition whose answer was lost is asked for again under the same token, which makes it one', async () => {
  const { store, asked } = await storeOn(({ target }, at) =>
    target === 'BatchGetItem'
      ? { body: { Responses: { table: [{ ...attributes, ...rev(2) }] } } }
      : at === 1
        ? 'drop'
        : {},
  );
  expect(await store.write([{ do: 'add', key, amounts: { n: 1 } }])).toEqual({ ok: true, revs: [3] });
  const [first, second, ...more] = asked.filter(({ target }) => target === 'TransactWriteItems');
  expect(first?.body.ClientRequestToken).toBeDefined();
  expect(second?.body).toEqual(first?.body);
  expect(more).toEqual([]);
});

test('unprocessed keys are asked for again, and no others', async () => {
  const keys = ['a', 'b', 'c'].map((sk) => ({ pk: 'p', sk }));
  const { store, asked } = await storeOn(({ body }) => {
    const [first, ...rest]: readonly object[] = body.RequestItems?.table?.Keys ?? [];
    return {
      body: {
        Responses: { table: [{ ...first, ...rev(1) }] },
        UnprocessedKeys: rest.length === 0 ? {} : { table: { Keys: rest } },
      },
    };
  });
  expect((await store.getMany(keys)).map((item) => item?.sk)).toEqual(['a', 'b', 'c']);
  expect(asked).toHaveLength(3);
});

test('a transaction that met another one is tried again; one that cannot be is misuse', async () => {
  const cancelled = (Code: string): Answer => ({
    error: 'TransactionCanceledException',
    body: { CancellationReasons: [{ Code: 'None' }, { Code, Message: 'as told' }] },
  });
  let code = 'TransactionConflict';
  const { store, asked } = await storeOn((_, at) => (at === 1 ? {} : cancelled(code)));
  const writes = ['a', 'b'].map(
    (sk) => ({ do: 'put', key: { pk: 'p', sk }, body: {}, when: 'absent' }) as const,
  );
  expect(await store.write(writes)).toEqual({ ok: true, revs: [1, 1] });
  expect(asked).toHaveLength(2);
  code = 'ValidationError';
  await expect(store.write(writes)).rejects.toThrow(StoreMisuse);
});

test('a table that keeps failing is unavailable, not misused', async () => {
  const { store, asked } = await storeOn(() => ({ status: 500, error: 'InternalServerError' }));
  await expect(store.get(key)).rejects.toThrow(StoreUnavailable);
  expect(asked.length).toBeGreaterThan(1);
});

test('of entries, those refused are told again, and no others', async () => {
  service = await scripted(({ body }, at) => {
    const entries: readonly unknown[] = body.Entries ?? [];
    const Entries = entries.map((_, place) =>
      at === 0 && place % 2 === 1 ? { ErrorCode: 'ThrottlingException' } : { EventId: '1' },
    );
    return { body: { FailedEntryCount: 0, Entries } };
  });
  // Events of one type travel in one entry.
  const events = ['1', '2', '3', '4'].map((id) => ({
    tenant: 'acme',
    contact: 'c',
    id,
    row: 'act#1',
    type: `type.${id}`,
    at: '2026-01-01T00:00:00.000Z',
    depth: 0,
  }));
  await eventBridgeBus(eventBridge(service.options), 'bus').publish(events);
  const told = service.asked.map(({ body }) => {
    const entries: readonly { readonly Detail: string }[] = body.Entries ?? [];
    return entries.map(({ Detail }) => JSON.parse(Detail).events[0].id);
  });
  expect(told).toEqual([
    ['1', '2', '3', '4'],
    ['2', '4'],
  ]);
});
