/** Reading items by key, strongly consistent unless it is said otherwise. */
import { BatchGetItemCommand, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item, Key } from '../../../ports/store.ts';
import { checkKey } from '../../../ports/store-limits.ts';
import { asStore, untilAnswered } from './failure.ts';
import { type Attributes, keyAttributes, keyOf, toItem } from './item.ts';

/** DynamoDB's own limit for one request. */
const BATCH = 100;

export type Table = { readonly client: DynamoDBClient; readonly name: string };

export function getItem({ client, name }: Table, key: Key, ConsistentRead = true): Promise<Item | undefined> {
  checkKey(key);
  return asStore(async () => {
    const command = new GetItemCommand({ TableName: name, Key: keyAttributes(key), ConsistentRead });
    const { Item: found } = await client.send(command);
    return found === undefined ? undefined : toItem(found);
  });
}

export async function getItems(table: Table, keys: readonly Key[]): Promise<readonly (Item | undefined)[]> {
  for (const key of keys) checkKey(key);
  const distinct = new Map(keys.map((key) => [nameOf(key), key]));
  const batches: Key[][] = [];
  for (const key of distinct.values()) {
    const last = batches.at(-1);
    if (last === undefined || last.length === BATCH) batches.push([key]);
    else last.push(key);
  }
  const found = new Map<string, Item>();
  await asStore(() => Promise.all(batches.map((batch) => getBatch(table, batch, found))));
  return keys.map((key) => found.get(nameOf(key)));
}

/** An answer may leave keys unprocessed: too large together, or throttled. */
async function getBatch(
  { client, name }: Table,
  batch: readonly Key[],
  found: Map<string, Item>,
): Promise<void> {
  let left: readonly Attributes[] = batch.map(keyAttributes);
  await untilAnswered(async () => {
    const Keys = left.map((key) => ({ ...key }));
    const command = new BatchGetItemCommand({ RequestItems: { [name]: { Keys, ConsistentRead: true } } });
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(command);
    for (const attributes of Responses[name] ?? []) found.set(nameOf(keyOf(attributes)), toItem(attributes));
    left = UnprocessedKeys[name]?.Keys ?? [];
    return left.length === 0 ? true : undefined;
  });
}

const nameOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;
