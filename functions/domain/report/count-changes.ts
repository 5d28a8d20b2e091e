/**
 * Counting where the store cannot count in the commit itself (on AWS): every change leaves a mark in the same transaction as its
 * increments, so that a change told again, in whatever batch, counts once. A batch is one transaction where it fits, and adds
 * to a shard of its own choice: readers sum over all.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Change, Key, Store, Write } from '../../ports/store.ts';
import { shardOf } from '../keys.ts';
import { foldCounts } from './fold.ts';
import { COUNT_SHARDS, inShard } from './keys.ts';

/** Writes of one transaction. */
const MOST = 100;
/** Longer than a stream keeps what it may tell again. */
const REMEMBERED_SECONDS = 3 * 86_400;

type Home = { readonly store: Store; readonly clock: Clock };
type Counted = { readonly mark: Write; readonly adds: readonly Write[] };

/** Resolves when every change is counted. */
export async function countChanges({ store, clock }: Home, changes: readonly Change[]): Promise<void> {
  const shard = shardOf(changes[0]?.seq ?? '', COUNT_SHARDS);
  const expires = Math.floor(clock.now() / 1000) + REMEMBERED_SECONDS;
  const counted = changes.flatMap((change): readonly Counted[] => {
    const adds = foldCounts(change).map((add) => ({ ...add, key: inShard(add.key, shard) }));
    const mark: Write = { do: 'put', key: markKey(change), body: {}, expires, when: 'absent' };
    return adds.length === 0 ? [] : [{ mark, adds }];
  });
  await count(store, counted);
}

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
