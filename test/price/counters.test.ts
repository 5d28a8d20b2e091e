/** What counting costs: a batch of changes is one item read and written for each version, as large as the price has it. */
import { expect, it } from 'vitest';
import { readUnits, sizeOf, writeUnits } from '../../functions/adapters/aws/store/size.ts';
import { countChanges } from '../../functions/domain/report/count-changes.ts';
import { countsPk, wholeKey } from '../../functions/domain/report/keys.ts';
import { bodyOf, type Counts } from '../../functions/domain/report/whole.ts';
import { ownerOf, runKey } from '../../functions/domain/run/keys.ts';
import type { Change } from '../../functions/ports/store.ts';
import { openMeter } from '../../infra/local/meter.ts';
import { openDatabase } from '../../infra/local/store/database.ts';
import { openStore } from '../../infra/local/store/store.ts';
import { countersKb } from '../../workflow-compiler/price/items.ts';
import { withFolder } from '../stories/world.ts';

const { tenant, contact } = ownerOf({ tenant: 'acme', contact: 'c1' });
const STEPS = ['thanks', 'pause', 'opened', 'story', 'reminder', 'mark'];

/** Of runs of two versions in turn, each at one of the steps. */
const changes = Array.from({ length: 100 }, (_, at): Change => {
  const key = runKey({ tenant, contact }, `c1.${at}`);
  const step = STEPS[at % STEPS.length] ?? '';
  const row = { run: `c1.${at}`, contact, workflow: 'welcome', version: 1 + (at % 2), step };
  const body = { ...row, state: 'waiting', history: [] };
  return { seq: `${at}`, order: `4421584500000000017450439${100 + at}`, key, rev: 1, new: body };
});

it('a batch of two versions reads two items and writes two', () =>
  withFolder(async (folder) => {
    const db = openDatabase({ folder });
    const meter = openMeter({ sizeOf, readUnits, writeUnits });
    const store = meter.store(openStore(db));
    for (const told of [changes.slice(0, 50), changes.slice(50)])
      await countChanges({ store, clock: { now: () => 0 } }, told, 'shardId-1');
    const { written, read } = meter.units();
    await db.close();
    expect(Object.values(written)).toEqual([2, 2]);
    expect(Object.values(read)).toEqual([2, 2]);
  }));

/** Numbers of a million runs, without an order that would pack well. */
function dice(): (below: number) => number {
  let seed = 7;
  return (below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed % below;
  };
}

const FIELDS = [
  ['entered', 'left', 'inside', 'sent', 'opened', 'clicked', 'skipped'],
  ['entered', 'left', 'inside'],
  ['entered', 'left', 'inside', 'path:yes', 'path:otherwise'],
  ['entered', 'left', 'inside'],
];
const TOTALS = ['entered', 'left', 'inside', 'running', 'waiting', 'failed', 'sent', 'opened', 'clicked'];

it.each([5, 6, 11, 40, 120, 300])('the counters of %i steps fit where the price puts them', (steps) => {
  const roll = dice();
  const numbers = (fields: readonly string[]) => new Map(fields.map((field) => [field, roll(1_000_000)]));
  const counts: Counts = new Map([
    ['*', numbers(TOTALS)],
    ...Array.from(
      { length: steps },
      (_, at) =>
        [`${STEPS[at % STEPS.length]}-${at}`, numbers(FIELDS[at % FIELDS.length] ?? TOTALS)] as const,
    ),
  ]);
  const hex = () => Array.from({ length: 8 }, () => roll(16).toString(16)).join('');
  const digits = (many: number) => Array.from({ length: many }, () => roll(10)).join('');
  const told = new Map(
    Array.from({ length: 6 }, () => [
      `shardId-0000000${digits(13)}-${hex()}`,
      { order: `4421584500${digits(18)}`, until: 1_795_000_000 + roll(130_000) },
    ]),
  );
  const key = wholeKey(countsPk(tenant, 'welcome'), 12, 7);
  const kb = sizeOf({ ...key, body: bodyOf({ counts, told }) }) / 1024;
  expect(Math.ceil(kb)).toBeLessThanOrEqual(countersKb(steps));
});
