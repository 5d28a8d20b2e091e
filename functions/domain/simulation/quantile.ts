/**
 * Durations as a histogram of whole numbers, so that quantiles of any number of contacts take little room and add up over
 * threads. Short ones are kept to the second, longer ones more coarsely; a duration is told as the beginning of its bucket.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Up to `below`, to the `grain`. */
const GRAINS = [
  { below: 10 * MINUTE, grain: SECOND },
  { below: 6 * HOUR, grain: MINUTE },
  { below: 4 * DAY, grain: 5 * MINUTE },
  { below: Number.POSITIVE_INFINITY, grain: HOUR },
] as const;

/** The bucket's beginning in seconds, for milliseconds. */
export function bucketOf(ms: number): number {
  const { grain } = GRAINS.find(({ below }) => ms < below) ?? { grain: HOUR };
  return (Math.floor(ms / grain) * grain) / SECOND;
}

/** The bucket in which the `share` (0 to 1) of all lies; `undefined` when there are none. */
export function quantile(buckets: ReadonlyMap<number, number>, share: number): number | undefined {
  const sorted = [...buckets].toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, n]) => sum + n, 0);
  let seen = 0;
  for (const [bucket, n] of sorted) {
    seen += n;
    if (seen >= share * total) return bucket;
  }
  return undefined;
}
