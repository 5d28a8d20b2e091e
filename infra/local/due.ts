/**
 * Wakes the sweeper when a run's wait is over, to the moment: in the express placement nobody else ends it. What it misses
 * (a restart, a sweep that failed) the schedule of the manifest finds within its minute.
 */
import type { Clock } from '../../functions/ports/clock.ts';
import type { Timer } from '../../functions/ports/timers.ts';
import type { Timekeeper } from './clock.ts';

export type DueAlarm = {
  readonly set: (timers: readonly Pick<Timer, 'at'>[]) => void;
  /** Once: rings for what the folder holds, and from now on. */
  readonly start: () => void;
  readonly close: () => void;
};

export type DueOptions = {
  readonly clock: Timekeeper & Clock;
  readonly sweep: () => Promise<unknown>;
  /** ISO 8601 of the next thing that is due. */
  readonly oldest: () => Promise<string | undefined>;
  readonly track: (work: Promise<void>) => void;
  readonly failed: (error: unknown) => void;
};

/** Sweeps are at least this far apart, in milliseconds: many waits end in the same moment. */
const APART_MS = 500;

export function openDue({ clock, sweep, oldest, track, failed }: DueOptions): DueAlarm {
  let started = false;
  let closed = false;
  let swept = Number.NEGATIVE_INFINITY;
  let armed = Number.POSITIVE_INFINITY;
  let off = (): void => {};

  const arm = (due: number): void => {
    const at = Math.max(due, swept + APART_MS);
    if (closed || !started || at >= armed) return;
    off();
    armed = at;
    off = clock.at(at, () => {
      armed = Number.POSITIVE_INFINITY;
      swept = clock.now();
      track(sweep().then(look).catch(failed));
    });
  };

  /** Only what lies ahead: what a sweep has left undone is the schedule's. */
  const look = async (): Promise<void> => {
    const due = await oldest();
    const at = due === undefined ? Number.NaN : Date.parse(due);
    if (at > swept) arm(at);
  };

  return {
    set: (timers) => {
      for (const { at } of timers) if (at !== undefined) arm(Date.parse(at));
    },
    start: () => {
      started = true;
      track(look().catch(failed));
    },
    close: () => {
      closed = true;
      off();
    },
  };
}
