/** The queue model itself: nobody is lost, no bucket gives more than it has, and a faster bucket is never a slower product. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bucket } from '../../workflow-compiler/scale/bucket.ts';
import { type Delay, type FluidReport, flow, type Wave } from '../../workflow-compiler/scale/fluid.ts';

const later =
  (seconds: number): Delay =>
  (leftAt) => [{ at: leftAt + seconds, share: 1 }];

type Case = { readonly waves: readonly Wave[]; readonly buckets: readonly Bucket[] };

/** Waves that lead forward, before rates and at most one stock. */
const cases = (most: { readonly waves: number }): fc.Arbitrary<Case> =>
  fc
    .record({
      rates: fc.array(
        fc.record({ perSecond: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 80 }) }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      places: fc.option(fc.integer({ min: 5, max: 200 })),
      waves: fc.array(
        fc.record({
          takes: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
          share: fc.integer({ min: 0, max: 4 }),
          delay: fc.integer({ min: 1, max: 300 }),
          skip: fc.integer({ min: 1, max: 3 }),
        }),
        { minLength: 1, maxLength: most.waves },
      ),
    })
    .map(({ rates, places, waves }) => {
      const stock = places === null ? [] : [{ id: 'stock', most: places }];
      return {
        buckets: [...stock, ...rates.map((rate, index) => ({ id: `rate-${index}`, ...rate }))],
        waves: waves.map(({ takes, share, delay, skip }, index) => ({
          takes: [...stock.map(() => (index === 0 ? 1 : 0)), ...rates.map((_, bucket) => takes[bucket] ?? 0)],
          onward:
            index + skip < waves.length ? [{ to: index + skip, share: share / 4, delay: later(delay) }] : [],
        })),
      };
    });

const inflows = fc.record({
  runs: fc.integer({ min: 1, max: 5000 }),
  seconds: fc.integer({ min: 1, max: 200 }),
});

const close = (a: number, b: number, runs: number): boolean => Math.abs(a - b) <= 1e-6 * runs;

describe('the queue model', () => {
  it('loses nobody: who came has passed or waits, at every moment, and all end', () => {
    fc.assert(
      fc.property(cases({ waves: 5 }), inflows, ({ waves, buckets }, inflow) => {
        const { buckets: reports, ended } = flow(waves, buckets, inflow);
        expect(close(ended, inflow.runs, inflow.runs)).toBe(true);
        for (const { came, passed, queue } of reports) {
          expect(close(came, passed, inflow.runs)).toBe(true);
          const lost = queue.filter(
            ({ waiting, comeBy, passedBy }) => !close(comeBy, passedBy + waiting, inflow.runs),
          );
          expect(lost).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives from no bucket more than its burst and what has come since, over any stretch', () => {
    fc.assert(
      fc.property(cases({ waves: 4 }), inflows, ({ waves, buckets }, inflow) => {
        const { buckets: reports, stepSeconds } = flow(waves, buckets, inflow);
        buckets.forEach((bucket, index) => {
          const given = reports[index]?.queue ?? [];
          if ('most' in bucket) {
            expect(reports[index]?.busiest ?? 0).toBeLessThanOrEqual(bucket.most * (1 + 1e-9));
            return;
          }
          // A leaky bucket turned over: its fill never exceeds the burst when it leaks at the rate.
          let fill = 0;
          let fullest = 0;
          let before = 0;
          for (const { at, tokens } of given) {
            fill = Math.max(0, fill - bucket.perSecond * (at - before)) + tokens;
            fullest = Math.max(fullest, fill);
            before = at;
          }
          const most = bucket.burst + bucket.perSecond * stepSeconds;
          expect(fullest).toBeLessThanOrEqual(most * (1 + 1e-9));
        });
      }),
      { numRuns: 60 },
    );
  });

  const faster = (buckets: readonly Bucket[], which: number, more: number): readonly Bucket[] =>
    buckets.map((bucket, index) =>
      index !== which % buckets.length
        ? bucket
        : 'most' in bucket
          ? { ...bucket, most: bucket.most + more }
          : { ...bucket, perSecond: bucket.perSecond + more },
    );

  /** Ended a step later with 15 places more. */
  const CRUMB: [Case, { runs: number; seconds: number }, number, number] = [
    {
      buckets: [
        { id: 'stock', most: 70 },
        { id: 'rate-0', perSecond: 1, burst: 1 },
      ],
      waves: [{ takes: [1, 3], onward: [] }],
    },
    { runs: 736, seconds: 82 },
    0,
    15,
  ];

  it('is over no later, and nobody waits longer in all, when a bucket is faster', () => {
    fc.assert(
      fc.property(
        cases({ waves: 1 }),
        inflows,
        fc.nat(3),
        fc.integer({ min: 1, max: 30 }),
        (one, inflow, which, more) => {
          const slow = flow(one.waves, one.buckets, inflow);
          const fast = flow(one.waves, faster(one.buckets, which, more), inflow);
          // The last crumb of a run, left over by the division, may fall into the next step.
          expect(fast.endsAt).toBeLessThanOrEqual(slow.endsAt + slow.stepSeconds);
          expect(inside(fast)).toBeLessThanOrEqual(inside(slow) * (1 + 1e-9) + 1e-6);
        },
      ),
      { numRuns: 60, examples: [CRUMB] },
    );
  });

  const inside = ({ buckets }: FluidReport): number =>
    buckets.reduce((sum, { queue }) => sum + queue.reduce((all, { waiting }) => all + waiting, 0), 0);

  it('keeps nobody waiting where there is enough for all', () => {
    fc.assert(
      fc.property(cases({ waves: 4 }), inflows, ({ waves, buckets }, inflow) => {
        const plenty = buckets.map((bucket) =>
          'most' in bucket ? { ...bucket, most: 1e9 } : { ...bucket, perSecond: 1e9, burst: 1e9 },
        );
        for (const { longestQueue, longestWait } of flow(waves, plenty, inflow).buckets)
          expect([longestQueue, longestWait]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  it('is arithmetic where arithmetic is enough: 1,000 at once through 100 a second', () => {
    const { buckets, endsAt } = flow(
      [{ takes: [1], onward: [] }],
      [{ id: 'start', perSecond: 100, burst: 100 }],
      { runs: 1000, seconds: 1 },
    );
    // The bucket was full and has a second more when they come: 200, then 100 a second.
    expect(endsAt).toBe(9);
    expect(buckets[0]).toMatchObject({ longestQueue: 800, longestWait: 8, passed: 1000 });
  });

  it('lets runs in as others end: a stock of 10, each kept for 100 seconds', () => {
    const { endsAt, buckets } = flow(
      [
        { takes: [1], onward: [{ to: 1, share: 1, delay: later(100) }] },
        { takes: [0], onward: [] },
      ],
      [{ id: 'open', most: 10 }],
      { runs: 50, seconds: 1 },
    );
    expect(buckets[0]).toMatchObject({ busiest: 10, longestQueue: 40 });
    expect(endsAt).toBeGreaterThanOrEqual(500);
    expect(endsAt).toBeLessThanOrEqual(520);
  });
});
