/**
 * Time with an alarm: the system's, and one that stands still until a test or the simulator moves it. Callers keep few
 * alarms (an engine needs the nearest only), so neither clock is made for many.
 */
import type { Clock } from '../../functions/ports/clock.ts';

export type Timekeeper = Clock & {
  /** Calls `ring` once, not before `at` (epoch milliseconds), and never within this call; answers how to call it off. */
  readonly at: (at: number, ring: () => void) => () => void;
};

export type ManualClock = Timekeeper & {
  /** Moves time forward, ringing on the way, in order, each at its own moment. Never moves back. */
  readonly advanceTo: (now: number) => void;
  /** Epoch milliseconds of the nearest alarm. */
  readonly next: () => number | undefined;
};

// setTimeout counts monotonic time in 31 bits. Looking again each minute also notices a machine that slept.
const LONGEST_SLEEP = 60_000;

export function systemClock(): Timekeeper {
  const at: Timekeeper['at'] = (moment, ring) => {
    let timeout: NodeJS.Timeout;
    const sleep = (): void => {
      const left = Math.max(0, Math.ceil(moment - Date.now()));
      timeout = setTimeout(wake, Math.min(left, LONGEST_SLEEP));
    };
    const wake = (): void => (Date.now() >= moment ? ring() : sleep());
    sleep();
    return () => clearTimeout(timeout);
  };
  return { now: Date.now, at };
}

/**
 * @example const clock = manualClock(Date.UTC(2026, 0, 1)); clock.at(clock.now() + 5, () => {}); clock.advanceTo(clock.now() + 5);
 */
export function manualClock(start: number): ManualClock {
  let now = start;
  let alarms: readonly { readonly at: number; readonly ring: () => void }[] = [];

  const ringNext = (until: number): boolean => {
    const next = alarms.find((alarm) => alarm.at <= until);
    if (next === undefined) return false;
    alarms = alarms.filter((alarm) => alarm !== next);
    now = Math.max(now, next.at);
    next.ring();
    return true;
  };

  const at: Timekeeper['at'] = (moment, ring) => {
    const alarm = { at: moment, ring };
    alarms = [...alarms, alarm].sort((a, b) => a.at - b.at);
    // What is due already rings in this very moment, but only after the caller has gone on.
    if (moment <= now) queueMicrotask(() => ringNext(now));
    return () => {
      alarms = alarms.filter((other) => other !== alarm);
    };
  };

  const advanceTo = (moment: number): void => {
    while (ringNext(moment));
    now = Math.max(now, moment);
  };

  return { now: () => now, at, advanceTo, next: () => alarms[0]?.at };
}
