/**
 * Queries of one partition, of an index, and the fan-out over several partitions of an index. An index answers keys alone; the
 * items are then read whole and strongly consistent, and one that has left the place meanwhile is left out.
 */
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { IndexName, Item, Key, Page, Range } from '../../../ports/store.ts';
import { checkRange } from '../../../ports/store-limits.ts';
import { bounds, compareText, readToken, writeToken } from '../../../ports/store-order.ts';
import { asStore } from './failure.ts';
import { type Attributes, keyAttributes, keyOf, toItem } from './item.ts';
import { getItems, type Table } from './read.ts';
import { afterPlaces, indexAttributes, placeOf, skOfPlace } from './table.ts';

/** Inclusive bounds of a sort key as DynamoDB can ask for them. */
type Between = { readonly low: string; readonly high: string | undefined };

type Walk = {
  readonly pk: { readonly attribute: string; readonly value: string };
  readonly sk: string;
  readonly index?: string;
  readonly between: Between;
  readonly reverse: boolean;
  readonly start: Record<string, AttributeValue> | undefined;
};

export async function queryItems(table: Table, pk: string, range: Range): Promise<Page> {
  checkRange(range);
  const after = range.after === undefined ? undefined : readToken(range.after, 1)[0];
  const { low, high } = bounds(range);
  const walk: Walk = {
    pk: { attribute: 'pk', value: pk },
    sk: 'sk',
    between: { low, high: high?.at },
    reverse: range.reverse === true,
    start: after === undefined ? undefined : keyAttributes({ pk, sk: after }),
  };
  // An open end is asked for as a closed one: at most one item too many.
  const inside = (found: Attributes): boolean => !(high?.open === true && keyOf(found).sk === high.at);
  const found = await asStore(() => collect(table, walk, range.limit + 1, inside));
  const items = found.slice(0, range.limit).map(toItem);
  const last = items.at(-1);
  if (last === undefined || found.length <= range.limit) return { items };
  return { items, next: writeToken([last.sk]) };
}

/** Where an item stands in a fan-out's order: sort key and partition of the index, then its own key. */
type Standing = { readonly sk: string; readonly shard: string; readonly item: Key };

export async function fanOutItems(
  table: Table,
  index: IndexName,
  pks: readonly string[],
  range: Range,
): Promise<Page> {
  checkRange(range);
  const [sk = '', shard = '', pk = '', own = ''] = range.after === undefined ? [] : readToken(range.after, 4);
  const after = range.after === undefined ? undefined : { sk, shard, item: { pk, sk: own } };
  const sign = range.reverse === true ? -1 : 1;
  const walks = [...new Set(pks)].map((each) => walkShard(table, index, each, range, after));
  const found = (await Promise.all(walks)).flat().sort((a, b) => sign * compareStandings(a, b));
  const chosen = found.slice(0, range.limit);
  const whole = await getItems(
    table,
    chosen.map(({ item }) => item),
  );
  const items = whole.filter(
    (item, at): item is Item => item !== undefined && stands(item, index, chosen[at]),
  );
  const last = chosen.at(-1);
  if (last === undefined || found.length <= range.limit) return { items };
  return { items, next: writeToken([last.sk, last.shard, last.item.pk, last.item.sk]) };
}

function stands(item: Item, index: IndexName, standing: Standing | undefined): boolean {
  const place = item.index?.[index];
  return place !== undefined && place.sk === standing?.sk && place.pk === standing.shard;
}

/** One page and an item of one shard, after a position in the order of all shards. */
async function walkShard(
  table: Table,
  index: IndexName,
  shard: string,
  range: Range,
  after: Standing | undefined,
): Promise<readonly Standing[]> {
  const names = indexAttributes(index);
  const reverse = range.reverse === true;
  const { low, high } = bounds(range);
  const whole: Between = {
    low,
    high: high === undefined ? undefined : high.open ? high.at : afterPlaces(high.at),
  };
  const side = after === undefined ? 0 : compareText(shard, after.shard);
  const walk: Walk = {
    pk: { attribute: names.pk, value: shard },
    sk: names.sk,
    index: names.name,
    between: after === undefined || side === 0 ? whole : past(whole, after.sk, side, reverse),
    reverse,
    start:
      after === undefined || side !== 0
        ? undefined
        : {
            ...keyAttributes(after.item),
            [names.pk]: { S: shard },
            [names.sk]: { S: placeOf(after.sk, after.item) },
          },
  };
  const found = await asStore(() => collect(table, walk, range.limit + 1, () => true));
  return found.map((attributes) => {
    const item = keyOf(attributes);
    return { sk: skOfPlace(attributes[names.sk]?.S ?? '', item), shard, item };
  });
}

/** In another partition than the position's: of one that comes later in the order, the same sort key is still to come. */
function past({ low, high }: Between, sk: string, side: number, reverse: boolean): Between {
  if (reverse) {
    const end = side < 0 ? afterPlaces(sk) : sk;
    return { low, high: high === undefined || compareText(end, high) < 0 ? end : high };
  }
  const begin = side > 0 ? sk : afterPlaces(sk);
  return { low: compareText(begin, low) > 0 ? begin : low, high };
}

/** Asks page by page (DynamoDB ends one at 1 MB) until there are enough, or no more. */
async function collect(
  table: Table,
  walk: Walk,
  most: number,
  inside: (found: Attributes) => boolean,
): Promise<readonly Attributes[]> {
  const { low, high } = walk.between;
  if (high === '' || (high !== undefined && compareText(low, high) > 0)) return [];
  const found: Attributes[] = [];
  let start = walk.start;
  do {
    const { Items = [], LastEvaluatedKey } = await ask(
      table.client,
      table.name,
      walk,
      start,
      most - found.length,
    );
    found.push(...Items.filter(inside));
    start = LastEvaluatedKey;
  } while (start !== undefined && found.length < most);
  return found;
}

function ask(client: DynamoDBClient, table: string, walk: Walk, start: Walk['start'], limit: number) {
  const { low, high } = walk.between;
  const [from, to] = [{ ':low': { S: low } }, { ':high': { S: high ?? '' } }];
  // An empty text is no key, hence no bound either.
  const bound =
    high === undefined
      ? low === ''
        ? { text: '', values: {} }
        : { text: ' AND #sk >= :low', values: from }
      : low === ''
        ? { text: ' AND #sk <= :high', values: to }
        : { text: ' AND #sk BETWEEN :low AND :high', values: { ...from, ...to } };
  return client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: `#pk = :pk${bound.text}`,
      ExpressionAttributeNames: {
        '#pk': walk.pk.attribute,
        ...(bound.text === '' ? {} : { '#sk': walk.sk }),
      },
      ExpressionAttributeValues: { ':pk': { S: walk.pk.value }, ...bound.values },
      ScanIndexForward: !walk.reverse,
      Limit: limit,
      ...(walk.index === undefined ? { ConsistentRead: true } : { IndexName: walk.index }),
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    }),
  );
}

function compareStandings(a: Standing, b: Standing): number {
  return (
    compareText(a.sk, b.sk) ||
    compareText(a.shard, b.shard) ||
    compareText(a.item.pk, b.item.pk) ||
    compareText(a.item.sk, b.item.sk)
  );
}
