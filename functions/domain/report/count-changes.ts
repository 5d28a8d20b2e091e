/**
 * Counting where the store cannot count in the commit itself (on AWS), so that a change told again counts once. A shard of the feed
 * tells its changes in order: a version's counters stand in one item, which also says how far that shard is counted, and both move in
 * one conditional write. Where nobody says which shard it is, every change leaves a mark of its own, and a batch is one transaction
 * where it fits. Either adds to a shard of the counters: readers sum over all.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Change, Key, Store, Write } from '../../ports/store.ts';
import { shardOf } from '../keys.ts';
import { foldCounts, type Tallied, tallyOf } from './fold.ts';
import { COUNT_SHARDS, countsPk, inShard, wholeKey } from './keys.ts';
import { bodyOf, counted, isFresh, summed, wholeOf } from './whole.ts';

/** Writes of one transaction. */
const MOST = 100;
/** Longer than a stream may tell a change again, which it keeps for a day. */
const REMEMBERED_SECONDS = 36 * 3600;

type Home = { readonly store: Store; readonly clock: Clock };
type Counted = { readonly mark: Write; readonly adds: readonly Write[] };

/** Resolves when every change is counted. `lane`: the shard of the feed that tells them, one after the other. */
export async function countChanges(
  { store, clock }: Home,
  changes: readonly Change[],
  lane?: string,
): Promise<void> {
  const now = Math.floor(clock.now() / 1000);
  if (lane !== undefined) return countInto(store, changes, lane, now);
  const expires = now + REMEMBERED_SECONDS;
  const marked = changes.flatMap((change): readonly Counted[] => {
    const adds = increments(changes, change);
    const mark: Write = { do: 'put', key: markKey(change), body: {}, expires, when: 'absent' };
    return adds.length === 0 ? [] : [{ mark, adds }];
  });
  await count(store, marked);
}

/** Adds to a shard of the batch's choice. */
function increments(batch: readonly Change[], change: Change): readonly Write[] {
  const shard = shardOf(batch[0]?.seq ?? '', COUNT_SHARDS);
  return foldCounts(change).map((add) => ({ ...add, key: inShard(add.key, shard) }));
}

type Ordered = Tallied & { readonly order: string };

/** Each version's changes into its item; each item says for itself what it has. */
async function countInto(store: Store, changes: readonly Change[], lane: string, now: number): Promise<void> {
  const versions = new Map<string, { readonly key: Key; readonly tallied: Ordered[] }>();
  for (const change of changes) {
    const one = tallyOf(change);
    if (one === undefined) continue;
    const key = wholeKey(countsPk(one.tenant, one.workflow), one.version, shardOf(lane, COUNT_SHARDS));
    const name = `${key.pk}\u0000${key.sk}`;
    const found = versions.get(name) ?? { key, tallied: [] };
    found.tallied.push({ ...one, order: change.order ?? '' });
    versions.set(name, found);
  }
  await Promise.all(
    [...versions.values()].map(({ key, tallied }) => countVersion(store, key, tallied, lane, now)),
  );
}

/** Until nobody else was faster: another shard of the feed, or another call for the same one. */
async function countVersion(
  store: Store,
  key: Key,
  tallied: readonly Ordered[],
  lane: string,
  now: number,
): Promise<void> {
  for (;;) {
    const item = await store.get(key);
    const whole = wholeOf(item?.body);
    const fresh = tallied.filter(({ order }) => isFresh(whole, lane, order));
    const order = fresh.at(-1)?.order;
    if (order === undefined) return;
    const place = { order, until: now + REMEMBERED_SECONDS };
    const next = counted(whole, summed(fresh.map(({ counts }) => counts)), lane, place, now);
    const when = item === undefined ? 'absent' : { rev: item.rev };
    if ((await store.write([{ do: 'put', key, body: bodyOf(next), when }])).ok) return;
  }
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
