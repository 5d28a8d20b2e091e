/** `restart`: the engine opened on a folder full of waiting runs, and how late timers are that are due almost together. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { goal, number, quantile, spread, table } from '../figures.ts';
import { parkRuns } from '../parked-runs.ts';
import type { Part } from '../part.ts';
import { open } from '../sides/engine.ts';

const AN_HOUR_MS = 3_600_000;
const A_MINUTE_MS = 60_000;
/** From copying the rows to the first timer: the engine is open long before. */
const HEADROOM_MS = 4000;

async function inFolder<R>(work: (folder: string) => Promise<R>): Promise<R> {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds until a run that starts after the opening has its first task called. */
const secondsToReady = (runs: number): Promise<number> =>
  inFolder(async (folder) => {
    await parkRuns(folder, runs, Date.now() + AN_HOUR_MS, 1);
    const began = performance.now();
    const called = Promise.withResolvers<number>();
    const engine = await open({
      folder,
      waitMs: AN_HOUR_MS,
      first: () => called.resolve(performance.now() - began),
    });
    await engine.enter(runs + 1);
    const ready = await called.promise;
    await engine.close();
    return ready / 1000;
  });

/** Milliseconds between each run's moment and the call of the task that follows its wait. */
const lateness = (runs: number, withinMs: number): Promise<readonly number[]> =>
  inFolder(async (folder) => {
    const from = Date.now() + HEADROOM_MS + runs / 20;
    const apart = withinMs / runs;
    await parkRuns(folder, runs, from, apart);
    const late: number[] = [];
    const engine = await open({
      folder,
      waitMs: AN_HOUR_MS,
      first: () => {},
      decides: (contact) => late.push(Date.now() - Math.floor(from + contact * apart)),
    });
    if (Date.now() > from) throw new Error('the first timer was due before the engine was open');
    while (late.length < runs) await pause(50);
    await engine.close();
    return late;
  });

export const part: Part = {
  title: 'Many runs that wait',
  run: async ({ set, pairs, note }) => {
    const parked = set('parked', 1_000_000, 2000);
    const timers = set('timers', 100_000, 500);
    const within = set('within', A_MINUTE_MS, 1000);
    const ready: number[] = [];
    const late: (readonly number[])[] = [];
    for (let round = 0; round < pairs; round += 1) {
      note(`round ${round + 1} of ${pairs}: restart, then timers`);
      ready.push(await secondsToReady(parked));
      late.push(await lateness(timers, within));
    }
    const at = (share: number): readonly number[] => late.map((each) => quantile(each, share));
    return [
      `The engine opened on ${number(parked)} waiting runs (one parked by itself, copied by SQLite): seconds until a run started after the opening has its first task called. And ${number(timers)} waits that end within ${number(within / 1000)} seconds: milliseconds from each one's moment to the call of the task after it, which is on disk by then; each run goes on to its end meanwhile.`,
      table(
        ['', ''],
        [
          ['seconds to ready', spread(ready)],
          ['late, p50 ms', spread(at(0.5))],
          ['late, p99 ms', spread(at(0.99))],
          ['late, most ms', spread(at(1))],
        ],
      ),
      goal('Seconds to ready', ready, { atMost: 5 }),
    ].join('\n\n');
  },
};
