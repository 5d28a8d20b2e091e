/**
 * The one time of functions and machines: it stands in a file that the functions read, and in our Step Functions. It moves from
 * one thing that is due to the next, and only when nothing goes on any more for a while: no call of a machine, no function at
 * work, no message in a queue, no write in the table's stream.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { basename, dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { oldestDue } from '../../functions/domain/run/sweep.ts';
import type { Store } from '../../functions/ports/store.ts';
import { emulator, machinesServer } from './emulator.ts';
import { waitingMessages } from './queue.ts';
import type { Schedule } from './schedules.ts';
import { followStream } from './table.ts';

export type Time = {
  readonly now: () => number;
  readonly settle: () => Promise<void>;
  /** To the next thing that is due, at most to a moment. */
  readonly step: (most: number) => Promise<void>;
  /** Functions live in the time of day again. */
  readonly close: () => void;
};

/** What has left one place and not come to the next: the emulator looks into streams and queues each second. */
const QUIET_MS = 1500;
/** A function that starts is not at work yet, and on a busy machine it starts that many times slower. */
const slowness = (): number => Math.min(4, Math.max(1, (loadavg()[0] ?? 0) / availableParallelism() / 2));
const LOOK_MS = 150;
/** What stays due after a sweep is looked at again this much later. */
const AGAIN_MS = 60_000;

type Clock = { readonly now: string; readonly next?: string; readonly busy: number };

export async function openTime(store: Store, table: string): Promise<Time> {
  const file = process.env.SOJOURN_TEST_CLOCK ?? '';
  const machines = `${machinesServer().endpoint}/clock`;
  const changed = await followStream(table);
  let swept = Number.NEGATIVE_INFINITY;

  const look = async (): Promise<Clock> => (await fetch(machines)).json();
  const schedules = async (): Promise<readonly Schedule[]> =>
    (await fetch(process.env.SOJOURN_TEST_SCHEDULES ?? '')).json();
  writeFileSync(file, String(Date.parse((await look()).now)));
  const now = (): number => Number(readFileSync(file, 'utf8'));

  const settle = async (): Promise<void> => {
    const long = QUIET_MS * slowness();
    for (let quiet = Date.now(); Date.now() - quiet < long; ) {
      const [records, waiting, { busy }] = await Promise.all([changed(), waitingMessages(), look()]);
      if (records + waiting + busy + atWork(file) > 0) quiet = Date.now();
      await pause(LOOK_MS);
    }
  };

  const dueAt = async (): Promise<number> => {
    const due = await oldestDue({ store });
    if (due === undefined) return Number.POSITIVE_INFINITY;
    const at = Date.parse(due);
    return at > swept ? at : swept + AGAIN_MS;
  };

  return {
    now,
    settle,
    step: async (most) => {
      const [due, { next }, set] = await Promise.all([dueAt(), look(), schedules()]);
      const timer = next === undefined ? Number.POSITIVE_INFINITY : Date.parse(next);
      const first = Math.min(most, due, timer, ...set.map(({ at }) => at));
      const to = Math.max(now(), first);
      writeFileSync(file, String(to));
      const moved = await fetch(machines, {
        method: 'POST',
        body: JSON.stringify({ to: new Date(to).toISOString() }),
      });
      if (!moved.ok) throw new Error(await moved.text());
      for (const schedule of set) if (schedule.at <= to) await ring(schedule);
      if (due > to) return;
      if (timer <= to) await settle();
      swept = to;
      await invoke('sojourn-sweeper', '{}');
    },
    close: () => writeFileSync(file, ''),
  };
}

/** Once, and it is gone: as a schedule that is deleted after completion. */
async function ring({ name, target, input }: Schedule): Promise<void> {
  await fetch(`${process.env.SOJOURN_TEST_SCHEDULES}/schedules/${name}`, { method: 'DELETE' });
  await invoke(target.split(':').at(-1) ?? '', input);
}

/** Functions at work (`in-lambda.mjs`); one whose process is gone is not. */
function atWork(clock: string): number {
  const beginning = `${basename(clock)}.busy.`;
  const pids = readdirSync(dirname(clock)).flatMap((name) =>
    name.startsWith(beginning) ? [Number(name.slice(beginning.length))] : [],
  );
  return pids.filter(isAlive).length;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What starts this function on an account, once a minute, is no part of the test's time. */
async function invoke(name: string, body: string): Promise<void> {
  const { endpoint } = emulator();
  const answer = await fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    body,
  });
  if (!answer.ok || answer.headers.has('x-amz-function-error')) throw new Error(await answer.text());
}
