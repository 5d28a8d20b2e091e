/** One queue before one token bucket, or before places that runs take and give back: a step of time after another. */

/** A bucket that refills, or a stock of places that runs give back when they end. */
export type Bucket =
  | { readonly id: string; readonly perSecond: number; readonly burst: number }
  | { readonly id: string; readonly most: number };

/** A queue at the end of a step of time: who had come and passed by then, who waits, and the tokens given in the step. */
export type Sample = {
  readonly at: number;
  readonly waiting: number;
  readonly comeBy: number;
  readonly passedBy: number;
  readonly tokens: number;
};

export type BucketReport = {
  readonly id: string;
  /** Runs that came to it, and that it let through. */
  readonly came: number;
  readonly passed: number;
  readonly tokens: number;
  /** Tokens that it gave in its busiest second, on average over a step; of a stock, places taken at once. */
  readonly busiest: number;
  /** Runs that waited for it at once, at most. */
  readonly longestQueue: number;
  /** Seconds from coming to passing, at most. */
  readonly longestWait: number;
  /** Second at which its last run passed. */
  readonly lastAt: number;
  readonly queue: readonly Sample[];
};

/** Runs by the wave that they are in; waves without any are not there. */
export type Crowd = Map<number, number>;

export function add(crowd: Crowd, wave: number, runs: number): void {
  crowd.set(wave, (crowd.get(wave) ?? 0) + runs);
}

/** One bucket: who waits for it, and the figures that are kept. `takes`: tokens of one run of a wave; `runs`: how many there are in all. */
export function openGauge(bucket: Bucket, takes: (wave: number) => number, runs: number) {
  const stock = 'most' in bucket;
  const burst = stock ? bucket.most : bucket.burst;
  const dust = runs * 1e-12;
  const standing: Crowd = new Map();
  const queue: Sample[] = [];
  /** Who came by when, in order: the next one to pass is at `first`. */
  const arrivals: { readonly at: number; readonly by: number }[] = [];
  let first = 0;
  let level = burst;
  let waits = 0;
  let [came, passed, tokens, busiest, longestQueue, longestWait, lastAt] = [0, 0, 0, 0, 0, 0, 0];
  const refill = (seconds: number): void => {
    if (!stock) level += bucket.perSecond * seconds;
  };

  /** Everybody's tokens, once those who come have joined those who stand; others pass by. */
  function gather(coming: Crowd, through: Crowd): number {
    for (const [wave, more] of coming) {
      if (takes(wave) === 0) through.set(wave, more);
      else {
        came += more;
        add(standing, wave, more);
      }
    }
    let asked = 0;
    for (const [wave, all] of standing) asked += all * takes(wave);
    return asked;
  }

  /** A share of everybody who stands; all alike, whichever wave they are in. */
  function release(share: number, through: Crowd): number {
    let gone = 0;
    waits = 0;
    for (const [wave, all] of standing) {
      through.set(wave, all * share);
      gone += all * share;
      if (share === 1) standing.delete(wave);
      else standing.set(wave, all - all * share);
      waits += standing.get(wave) ?? 0;
    }
    return gone;
  }

  function waitedUntil(at: number): void {
    for (let next = arrivals[first]; next !== undefined && next.by <= passed + dust; next = arrivals[first]) {
      longestWait = Math.max(longestWait, at - next.at);
      first += 1;
    }
  }

  return {
    waiting: (): number => waits,
    isEmpty: (): boolean => stock && level <= dust,
    rest: (seconds: number): void => {
      refill(seconds);
      level = Math.min(level, burst);
    },
    giveBack: (places: number): void => {
      if (stock) level = Math.min(burst, level + places);
    },
    pass: (coming: Crowd, at: number, seconds: number): Crowd => {
      const through: Crowd = new Map();
      const before = came;
      const asked = gather(coming, through);
      if (came > before) arrivals.push({ at, by: came });
      refill(seconds);
      const gone = release(asked <= level ? 1 : level / asked, through);
      const used = Math.min(asked, level);
      level = Math.min(burst, level - used);
      passed += gone;
      tokens += used;
      busiest = Math.max(busiest, stock ? burst - level : used / seconds);
      longestQueue = Math.max(longestQueue, waits);
      if (gone > dust) lastAt = at + seconds;
      waitedUntil(at);
      queue.push({ at, waiting: waits, comeBy: came, passedBy: passed, tokens: used });
      return through;
    },
    report: (): BucketReport => {
      const { id } = bucket;
      return { id, came, passed, tokens, busiest, longestQueue, longestWait, lastAt, queue };
    },
  };
}
