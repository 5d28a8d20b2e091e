/**
 * Queues before token buckets, a step of time after another: so much flows in, each bucket lets through what it holds, the rest
 * waits. Runs are a fluid, so a million of them cost no more than one. Knows nothing of workflows and AWS; deterministic.
 */
import { add, type Bucket, type BucketReport, type Crowd, openGauge } from './bucket.ts';

/** When those who leave a wave come to the next one: so many seconds later, or at moments of everybody's clock. */
export type Delay = (leftAt: number) => readonly { readonly at: number; readonly share: number }[];

export type Wave = {
  /** Tokens that one run takes from each bucket, in the buckets' order. */
  readonly takes: readonly number[];
  /** Of the runs that pass, how many go on to which wave; the others end. */
  readonly onward: readonly { readonly to: number; readonly share: number; readonly delay: Delay }[];
};

export type Inflow = {
  /** Runs in all, into the first wave, evenly over so many seconds. */
  readonly runs: number;
  readonly seconds: number;
};

export type FluidReport = {
  readonly stepSeconds: number;
  readonly buckets: readonly BucketReport[];
  readonly ended: number;
  /** Second at which the last run ended. */
  readonly endsAt: number;
  /** Runs between having been let in by the first stock (or their beginning) and their end, at most. */
  readonly mostInside: number;
};

/** About so many steps of time at most, so that a slow bucket costs precision and not minutes. */
const STEPS = 20_000;

/** Carries everybody to the end. Waves must not lead back: their numbers grow along `onward`. */
export function flow(waves: readonly Wave[], buckets: readonly Bucket[], inflow: Inflow): FluidReport {
  const step = stepFor(waves, buckets, inflow);
  const gauges = buckets.map((bucket, index) =>
    openGauge(bucket, (wave) => waves[wave]?.takes[index] ?? 0, inflow.runs),
  );
  const ahead = openAhead(step);
  const entering = Math.max(1, Math.ceil(inflow.seconds / step));
  let ended = 0;
  let endsAt = 0;
  let inside = 0;
  let mostInside = 0;

  let at = 0;
  for (;;) {
    let passing = ahead.take(at);
    if (at < entering) {
      add(passing, 0, inflow.runs / entering);
      inside += inflow.runs / entering;
    }
    for (const gauge of gauges) passing = gauge.pass(passing, at * step, step);
    mostInside = Math.max(mostInside, inside);
    const done = leave(passing, waves, at, step, ahead);
    if (done > 0) {
      ended += done;
      inside -= done;
      endsAt = (at + 1) * step;
      for (const gauge of gauges) gauge.giveBack(done);
    }
    const next = at + 1;
    // Who waits for a place of a full stock waits until somebody's end.
    const still = gauges.every((gauge) => gauge.waiting() === 0 || gauge.isEmpty());
    if (next < entering || !still) at = next;
    else {
      const then = ahead.next();
      if (then === undefined) break;
      at = Math.max(next, then);
      // Buckets fill up while nobody comes.
      for (const gauge of gauges) gauge.rest((at - next) * step);
    }
  }
  return { stepSeconds: step, buckets: gauges.map((gauge) => gauge.report()), ended, endsAt, mostInside };
}

/** Those who passed every bucket go to their next waves; answers how many ended. */
function leave(
  passing: Crowd,
  waves: readonly Wave[],
  at: number,
  step: number,
  ahead: ReturnType<typeof openAhead>,
): number {
  let done = 0;
  for (const [wave, runs] of passing) {
    let gone = 0;
    for (const { to, share, delay } of waves[wave]?.onward ?? []) {
      gone += share;
      for (const arrival of delay(at * step)) ahead.put(to, arrival.at, runs * share * arrival.share, at);
    }
    done += runs * Math.max(0, 1 - gone);
  }
  return done;
}

/** What comes later, by step of time. */
function openAhead(step: number) {
  const coming = new Map<number, Crowd>();
  let from = 0;
  return {
    put: (wave: number, second: number, runs: number, now: number): void => {
      const at = Math.max(now + 1, Math.floor(second / step));
      const row: Crowd = coming.get(at) ?? new Map();
      add(row, wave, runs);
      coming.set(at, row);
    },
    take: (at: number): Crowd => {
      const row = coming.get(at) ?? new Map();
      coming.delete(at);
      from = at;
      return row;
    },
    next: (): number | undefined => {
      if (coming.has(from + 1)) return from + 1;
      let first: number | undefined;
      for (const at of coming.keys()) if (first === undefined || at < first) first = at;
      return first;
    },
  };
}

/** A second, or as much longer as the slowest bucket needs. */
function stepFor(waves: readonly Wave[], buckets: readonly Bucket[], { runs, seconds }: Inflow): number {
  const reached = waves.map(() => 0);
  reached[0] = 1;
  let stay = 0;
  waves.forEach(({ onward }, index) => {
    for (const { to, share, delay } of onward) {
      const going = (reached[index] ?? 0) * share;
      reached[to] = (reached[to] ?? 0) + going;
      stay += going * delay(0).reduce((sum, { at, share: part }) => sum + at * part, 0);
    }
  });
  const needs = buckets.map((bucket, index) => {
    // Places come back when runs end.
    if ('most' in bucket) return (runs * stay) / bucket.most;
    const tokens = waves.reduce(
      (sum, { takes }, wave) => sum + (reached[wave] ?? 0) * (takes[index] ?? 0),
      0,
    );
    return (runs * tokens) / bucket.perSecond;
  });
  return Math.max(1, Math.ceil(Math.max(seconds, ...needs) / STEPS));
}
