/** Counting after the commit gives what counting in the commit gives, in whatever batches and however often changes are told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countChanges } from '../../functions/domain/report/count-changes.ts';
import { foldCounts } from '../../functions/domain/report/fold.ts';
import { ownerOf, runKey } from '../../functions/domain/run/keys.ts';
import type { Change, Item } from '../../functions/ports/store.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import { openStore } from '../../infra/local/store/store.ts';

const { tenant, contact } = ownerOf({ tenant: 'acme', contact: 'c1' });

/** A run's row at two moments: `entered`, then maybe on its way, then over. */
const row = (run: string, step: string, state: string, over: boolean) => ({
  run,
  contact,
  workflow: 'welcome',
  version: 1,
  step,
  state,
  history: [],
  ...(over ? { endedAt: '2026-01-01T00:00:00.000Z' } : {}),
});

function changesOf(run: string, states: readonly string[]): readonly Change[] {
  const rows = states.map((state, at) => row(run, `s${at % 2}`, state, state === 'done'));
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
  .array(states, { minLength: 1, maxLength: 30 })
  .map((runs) => runs.flatMap((each, at) => changesOf(`c1.${at}`, each)));
/** How the feed tells them: again from some places on, cut into batches. */
const telling = told.chain((changes) =>
  fc.record({
    changes: fc.constant(changes),
    again: fc.array(fc.nat(changes.length), { maxLength: 3 }),
    size: fc.integer({ min: 1, max: 150 }),
  }),
);

/** Sums over the shards that batches chose, by counter and field. */
function counters(items: readonly Item[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { sk, body } of items) {
    for (const [field, amount] of Object.entries(body ?? {})) {
      const name = `${sk.slice(0, sk.lastIndexOf('#'))} ${field}`;
      sums.set(name, (sums.get(name) ?? 0) + Number(amount));
    }
  }
  return sums;
}

const shardsIn = (items: readonly Item[]): number =>
  new Set(items.map(({ sk }) => sk.slice(sk.lastIndexOf('#')))).size;

/** As a shard numbers them. */
const numbered = (changes: readonly Change[]): readonly Change[] =>
  changes.map((change, at) => ({ ...change, order: String(95 + at) }));

test.each([
  ['each with a mark of its own', undefined],
  ['by the shard that tells them in order', 'shardId-1'],
])('told again and in any batches, changes count once: %s', async (_name, lane) => {
  const root = mkdtempSync(join(tmpdir(), 'sojourn-counts-'));
  let most = 0;
  const open = async () => {
    const db = openDatabase({ folder: mkdtempSync(join(root, 'db-')) });
    return { db, store: openStore(db) };
  };
  try {
    await fc.assert(
      fc.asyncProperty(telling, async ({ changes: unnumbered, again, size }) => {
        const changes = numbered(unnumbered);
        const [once, often] = [await open(), await open()];
        for (const change of changes) {
          const adds = foldCounts(change);
          if (adds.length > 0) await once.store.write(adds);
        }
        const clock = { now: () => 0 };
        for (const from of [0, ...again]) {
          for (let at = from; at < changes.length; at += size) {
            await countChanges({ store: often.store, clock }, changes.slice(at, at + size), lane);
          }
        }
        const pk =
          foldCounts(changesOf('c1.0', ['running'])[0] ?? { seq: '', key: { pk: '', sk: '' }, rev: 0 })[0]
            ?.key.pk ?? '';
        const [expected = [], found = []] = await Promise.all(
          [once, often].map(async ({ store }) => (await store.query(pk, { limit: 1000 })).items),
        );
        expect(expected.length).toBeGreaterThan(0);
        expect(counters(found)).toEqual(counters(expected));
        most = Math.max(most, shardsIn(found));
        await Promise.all([once.db.close(), often.db.close()]);
      }),
      { numRuns: 15 },
    );
    // Batches do not all add to the same items.
    expect(most).toBeGreaterThan(1);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
