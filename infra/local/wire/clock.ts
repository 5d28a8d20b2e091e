/** A clock on which a day passes in a moment, so that machines which wait for weeks can be watched. */
import { systemClock, type Timekeeper } from '../clock.ts';

const DAY = 86_400_000;

/**
 * Begins at the system's time and runs faster from there.
 *
 * @param day how long a day of the clock takes, in milliseconds
 */
export function fastClock(day: number, real: Timekeeper = systemClock()): Timekeeper {
  const begun = real.now();
  const speed = DAY / day;
  return {
    now: () => Math.floor(begun + (real.now() - begun) * speed),
    at: (moment, ring) => real.at(begun + (moment - begun) / speed, ring),
  };
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of `5s`, `200ms`, `1m`; undefined for anything else. */
export function durationOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  if (unit !== 'ms' && unit !== 's' && unit !== 'm' && unit !== 'h') return undefined;
  return Number(amount) * UNITS[unit] || undefined;
}
