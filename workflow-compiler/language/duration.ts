/** Durations as numbers. */

const SECONDS: { readonly [unit: string]: number } = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
};

/** Seconds of a duration of the language; signed for offsets. `0` for text that is none, which the schema refuses. */
export function secondsOf(duration: string): number {
  const [amount, unit = ''] = duration.split(' ');
  return Number(amount) * (SECONDS[unit.replace(/s$/, '')] ?? 0);
}
