/** Counting after the commit gives what counting in the commit gives, in whatever batches and however often changes are told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countChanges } from '../../functions/domain/report/count-changes.ts';
import { insideOf, readReport } from '../../functions/domain/report/counts.ts';
import { foldCounts } from '../../functions/domain/report/fold.ts';
import { ownerOf, runKey } from '../../functions/domain/run/keys.ts';
import type { Change, Store } from '../../functions/ports/store.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import { openStore } from '../../infra/local/store/store.ts';

const { tenant, contact } = ownerOf({ tenant: 'acme', contact: 'c1' });

/** A run's row at two moments: `entered`, then maybe on its way, then over. */
const row = (run: string, version: number, step: string, state: string, over: boolean) => ({
  run,
  contact,
  workflow: 'welcome',
  version,
  step,
  state,
  history: [],
  ...(over ? { endedAt: '2026-01-01T00:00:00.000Z' } : {}),
});

function changesOf(run: string, version: number, states: readonly string[]): readonly Change[] {
  const rows = states.map((state, at) => row(run, version, `s${at % 2}`, state, state === 'done'));
  return rows.map((now, at) => {
    const old = rows[at - 1];
    const key = runKey({ tenant, contact }, run);
    return { seq: `${run}-${at}`, key, rev: at + 1, new: now, ...(old === undefined ? {} : { old }) };
  });
}

const states = fc
  .array(fc.constantFrom('running', 'waiting', 'held'), { minLength: 1, maxLength: 4 })
  .chain((list) => fc.constantFrom(list, [...list, 'done']));
const told = fc
  .array(fc.tuple(states, fc.integer({ min: 1, max: 2 })), { minLength: 1, maxLength: 30 })
  .map((runs) => runs.flatMap(([each, version], at) => changesOf(`c1.${at}`, version, each)));
/** How a shard of the feed tells them: again from some places on, cut into batches. */
const telling = told.chain((changes) =>
  fc.record({
    changes: fc.constant(changes),
    again: fc.array(fc.nat(changes.length), { maxLength: 3 }),
    size: fc.integer({ min: 1, max: 150 }),
  }),
);
type Telling = {
  readonly changes: readonly Change[];
  readonly again: readonly number[];
  readonly size: number;
};

/** As a shard numbers them. */
const numbered = (changes: readonly Change[], lane: string): readonly Change[] =>
  changes.map((change, at) => ({ ...change, seq: `${lane}-${change.seq}`, order: String(95 + at) }));

/** Some calls die at their write: before it, or when it is done and nobody hears of it. */
function dying(store: Store): Store {
  let writes = 0;
  const die = (at: readonly number[]): void => {
    if (at.includes(writes)) throw new Error('died');
  };
  return {
    ...store,
    write: async (all) => {
      writes += 1;
      die([1, 4, 7]);
      const written = await store.write(all);
      die([2, 5, 8, 9]);
      return written;
    },
  };
}

/** Told until it is heard, as Lambda does. */
async function tell(store: Store, changes: readonly Change[], lane: string | undefined): Promise<void> {
  for (;;) {
    try {
      return await countChanges({ store, clock: { now: () => 0 } }, changes, lane);
    } catch (error) {
      expect(String(error)).toContain('died');
    }
  }
}

const reports = async (store: Store) => ({
  all: await readReport(store, tenant, 'welcome'),
  each: await Promise.all([1, 2].map((version) => readReport(store, tenant, 'welcome', version))),
  inside: await Promise.all([1, 2].map((version) => insideOf(store, tenant, 'welcome', version))),
});

const BOTH = ['shardId-00000001-a', 'shardId-00000001-b'];

test.each([
  ['each with a mark of its own', [undefined, undefined]],
  ['by the shards that tell them in order', BOTH],
  ['by shards that add to the same item', ['shardId-1', 'shardId-10']],
])('told again, in any batches and by calls that die, changes count once: %s', async (_name, lanes) => {
  const root = mkdtempSync(join(tmpdir(), 'sojourn-counts-'));
  const open = async () => {
    const db = openDatabase({ folder: mkdtempSync(join(root, 'db-')) });
    return { db, store: openStore(db) };
  };
  try {
    await fc.assert(
      fc.asyncProperty(telling, telling, async (one, other) => {
        const [once, often] = [await open(), await open()];
        const shards = [one, other].map((told: Telling, at) => ({
          ...told,
          lane: lanes[at],
          changes: numbered(told.changes, `${at}`),
        }));
        for (const { changes } of shards) {
          for (const change of changes) {
            const adds = foldCounts(change);
            if (adds.length > 0) await once.store.write(adds);
          }
        }
        const store = dying(often.store);
        await Promise.all(
          shards.map(async ({ changes, again, size, lane }) => {
            for (const from of [0, ...again])
              for (let at = from; at < changes.length; at += size)
                await tell(store, changes.slice(at, at + size), lane);
          }),
        );
        const expected = await reports(once.store);
        expect(expected.all.entered).toBeGreaterThan(0);
        expect(await reports(often.store)).toEqual(expected);
        await Promise.all([once.db.close(), often.db.close()]);
      }),
      { numRuns: 10 },
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
