/** The item store's home on AWS: one DynamoDB table. `docs/decisions/0010-one-table.md` says how items stand in it. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Store } from '../../../ports/store.ts';
import { checkWrites } from '../../../ports/store-limits.ts';
import { fanOutItems, queryItems } from './query.ts';
import { getItem, getItems } from './read.ts';
import { scanItems } from './scan.ts';
import { transact } from './transaction.ts';
import { writeOne } from './write.ts';

/** @example const store = dynamoStore(dynamoDb({}), 'sojourn'); */
export function dynamoStore(client: DynamoDBClient, tableName: string): Store {
  const table = { client, name: tableName };
  return {
    billed: true,
    get: (key) => getItem(table, key),
    glance: (key) => getItem(table, key, false),
    getMany: (keys) => getItems(table, keys),
    write: async (writes) => {
      checkWrites(writes);
      const [first, ...more] = writes;
      if (first === undefined) return { ok: true, revs: [] };
      return more.length === 0 ? writeOne(table, first) : transact(table, writes);
    },
    query: (pk, range) => queryItems(table, pk, range),
    queryIndex: (index, pk, range) => fanOutItems(table, index, [pk], range),
    fanOut: (index, pks, range) => fanOutItems(table, index, pks, range),
    walk: (prefix, after) => scanItems(table, prefix, after),
  };
}
