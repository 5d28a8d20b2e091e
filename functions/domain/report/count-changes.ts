/**
 * Counting where the store cannot count in the commit itself (on AWS), so that a change told again counts once. A shard of the feed
 * tells its changes in order: a cursor moves in the same transaction as the increments, and what stands before it is counted. Where
 * nobody says which shard it is, every change leaves a mark of its own. A batch is one transaction where it fits, and adds to a
 * shard of the counters: readers sum over all.
 */
import { isJsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Change, Item, Key, Store, Write } from '../../ports/store.ts';
import { shardOf } from '../keys.ts';
import { foldCounts } from './fold.ts';
import { COUNT_SHARDS, inShard } from './keys.ts';

/** Writes of one transaction. */
const MOST = 100;
/** Longer than a stream keeps what it may tell again. */
const REMEMBERED_SECONDS = 3 * 86_400;

type Home = { readonly store: Store; readonly clock: Clock };
type Counted = { readonly mark: Write; readonly adds: readonly Write[] };

/** Resolves when every change is counted. `lane`: the shard of the feed that tells them, one after the other. */
export async function countChanges(
  { store, clock }: Home,
  changes: readonly Change[],
  lane?: string,
): Promise<void> {
  const expires = Math.floor(clock.now() / 1000) + REMEMBERED_SECONDS;
  if (lane !== undefined) return countBehind(store, changes, lane, expires);
  const counted = changes.flatMap((change): readonly Counted[] => {
    const adds = increments(changes, change);
    const mark: Write = { do: 'put', key: markKey(change), body: {}, expires, when: 'absent' };
    return adds.length === 0 ? [] : [{ mark, adds }];
  });
  await count(store, counted);
}

/** Adds to a shard of the batch's choice. */
function increments(batch: readonly Change[], change: Change): readonly Write[] {
  const shard = shardOf(batch[0]?.seq ?? '', COUNT_SHARDS);
  return foldCounts(change).map((add) => ({ ...add, key: inShard(add.key, shard) }));
}

/** What stands behind the lane's cursor; the cursor moves along with it. */
async function countBehind(
  store: Store,
  changes: readonly Change[],
  lane: string,
  expires: number,
): Promise<void> {
  const key: Key = { pk: `counted|${lane}`, sk: 'cursor' };
  for (;;) {
    const cursor = await store.get(key);
    const fresh = changes.filter(({ order = '' }) => isBehind(order, cursorOf(cursor)));
    const adds = merged(fresh.flatMap((change) => increments(changes, change)));
    const order = fresh.at(-1)?.order;
    if (order === undefined || adds.length === 0) return;
    if (adds.length >= MOST && fresh.length > 1) {
      const half = Math.ceil(fresh.length / 2);
      await countBehind(store, fresh.slice(0, half), lane, expires);
      return countBehind(store, fresh.slice(half), lane, expires);
    }
    const when = cursor === undefined ? 'absent' : { rev: cursor.rev };
    const moved: Write = { do: 'put', key, body: { order }, expires, when };
    if ((await store.write([moved, ...adds])).ok) return;
  }
}

const cursorOf = (item: Item | undefined): string =>
  isJsonObject(item?.body) && typeof item.body.order === 'string' ? item.body.order : '';

/** Numbers too long to be numbers: the longer is larger. */
const isBehind = (order: string, cursor: string): boolean =>
  order.length === cursor.length ? order > cursor : order.length > cursor.length;

async function count(store: Store, counted: readonly Counted[]): Promise<void> {
  if (counted.length === 0) return;
  const writes = [...counted.map(({ mark }) => mark), ...merged(counted.flatMap(({ adds }) => adds))];
  const fits = writes.length <= MOST;
  if (fits && (await store.write(writes)).ok) return;
  // Alone and refused: its mark is there, so it was counted before.
  if (counted.length === 1 && fits) return;
  const half = Math.ceil(counted.length / 2);
  await count(store, counted.slice(0, half));
  await count(store, counted.slice(half));
}

/** In a partition of its own, so that no counter waits for another. */
function markKey({ key, seq }: Change): Key {
  const [tenant = ''] = key.pk.split('|');
  return { pk: `${tenant}|counted|${seq}`, sk: 'counted' };
}

function merged(adds: readonly Write[]): readonly Write[] {
  const sums = new Map<string, { readonly key: Key; readonly amounts: Map<string, number> }>();
  for (const add of adds) {
    if (add.do !== 'add') continue;
    const name = `${add.key.pk}\u0000${add.key.sk}`;
    const { amounts } = sums.get(name) ?? { amounts: new Map<string, number>() };
    for (const [field, amount] of Object.entries(add.amounts)) {
      amounts.set(field, (amounts.get(field) ?? 0) + amount);
    }
    sums.set(name, { key: add.key, amounts });
  }
  return [...sums.values()].map(({ key, amounts }) => ({
    do: 'add',
    key,
    amounts: Object.fromEntries(amounts),
  }));
}
