/** One placement against the quotas of an account: what each is asked for, who waits for it, and how many accounts it would take. */
import { toNumber } from '../price/money.ts';
import type { Rates } from '../price/rates.ts';
import type { Bucket, BucketReport } from './bucket.ts';
import { arrivalsAfter } from './calendar.ts';
import { type FluidReport, flow, type Wave } from './fluid.ts';
import { isQuota, type OwnQuotas, QUOTAS, type QuotaId, quotaOf, STOCKS, stockOf } from './quotas.ts';
import type { Placing, Takes } from './takes.ts';
import type { PlanWave } from './waves.ts';

export type Question = {
  readonly contacts: number;
  /** They enter evenly over so many seconds, from a Monday's midnight on. */
  readonly overSeconds: number;
  readonly rates?: Rates;
  readonly quotas?: OwnQuotas;
  /** Moments of the calendar are spread over so many seconds. */
  readonly spreadSeconds?: number;
};

export type QuotaUse = {
  readonly id: QuotaId | keyof typeof STOCKS;
  readonly service: string;
  readonly unit: string;
  /** Units a second, or at once for a stock. */
  readonly limit: number;
  readonly raised: boolean;
  /** Units of one run. */
  readonly perRun: number;
  readonly units: number;
  /** Seconds for all of it, were there nothing but this quota. */
  readonly aloneSeconds: number;
  /** Units that would be asked for in the busiest second, were there no quotas: how often the quota is asked for over. */
  readonly wanted: number;
  readonly busiest: number;
  readonly longestQueue: number;
  readonly longestWaitSeconds: number;
  readonly lastAtSeconds: number;
  readonly queue: BucketReport['queue'];
};

export type PlacementScale = {
  readonly quotas: readonly QuotaUse[];
  /** Seconds of one step of the calculation: times are no more exact. */
  readonly stepSeconds: number;
  readonly endsAtSeconds: number;
  /** When it would be over without quotas. */
  readonly idealEndsAtSeconds: number;
  /** Runs that have entered and not ended, at most; and without quotas. */
  readonly mostInside: number;
  readonly idealMostInside: number;
  /** Accounts with quotas like these that would let nobody queue, but for messages and together with them. */
  readonly accounts: number;
  readonly accountsWithMessages: number;
  readonly usd: number;
};

const ORDER = Object.keys(QUOTAS).filter(isQuota);

/** The waves of one placement through the quotas that they meet, and once more as if there were none. */
export function placement(
  placing: Placing,
  waves: readonly PlanWave[],
  takes: readonly Takes[],
  { contacts, overSeconds, quotas = {}, spreadSeconds = 0 }: Question,
): Omit<PlacementScale, 'usd'> {
  const used = ORDER.filter((id) => takes.some((each) => (each[id] ?? 0) > 0));
  const rates = used.map((id): Bucket => ({ id, ...quotaOf(id, quotas) }));
  const most = stockOf('open-executions', quotas);
  const buckets = placing === 'standard' ? [{ id: 'open-executions', most }, ...rates] : rates;
  const inflow = { runs: contacts, seconds: overSeconds };
  const fluid = waves.map((wave, index): Wave => fluidWave(wave, takes[index] ?? {}, buckets, spreadSeconds));
  const limited = flow(fluid, buckets, inflow);
  const free = flow(fluid, buckets.map(unlimited), inflow);
  const uses = buckets.map((bucket, index) =>
    useOf(bucket, limited.buckets[index], free.buckets[index], contacts, free.mostInside),
  );
  const over = (of: readonly QuotaUse[]): number =>
    Math.max(1, ...of.map(({ wanted, limit }) => Math.ceil(wanted / limit - 1e-9)));
  const timed = used.includes('schedule-create')
    ? [timersOf(stockOf('schedules', quotas), free, contacts)]
    : [];
  return {
    quotas: [...uses, ...timed],
    stepSeconds: limited.stepSeconds,
    ...ends(limited, free),
    accounts: over([...uses, ...timed].filter(({ id }) => id !== 'mail' && id !== 'sms' && id !== 'push')),
    accountsWithMessages: over([...uses, ...timed]),
  };
}

/** Nobody waits for a place among the timers: who finds none is ended by the sweeper. Who is inside has one. */
function timersOf(most: number, { mostInside }: FluidReport, contacts: number): QuotaUse {
  const { service, unit, raised } = STOCKS.schedules;
  return {
    ...{ id: 'schedules', service, unit, raised, limit: most, wanted: mostInside },
    ...{ perRun: 1, units: contacts, aloneSeconds: 0, busiest: Math.min(most, mostInside) },
    ...{ longestQueue: 0, longestWaitSeconds: 0, lastAtSeconds: 0, queue: [] },
  };
}

const ends = (limited: FluidReport, free: FluidReport) => ({
  endsAtSeconds: limited.endsAt,
  idealEndsAtSeconds: free.endsAt,
  mostInside: limited.mostInside,
  idealMostInside: free.mostInside,
});

const unlimited = (bucket: Bucket): Bucket =>
  'most' in bucket ? { ...bucket, most: Number.MAX_VALUE } : { ...bucket, perSecond: 1e15, burst: 1e15 };

function fluidWave(
  { begins, runs, onward }: PlanWave,
  takes: Takes,
  buckets: readonly Bucket[],
  spreadSeconds: number,
): Wave {
  // What a run of this wave takes, of those who come to it.
  const share = toNumber(runs);
  const each = (id: string): number =>
    isQuota(id) && share > 0
      ? (takes[id] ?? 0) / share
      : id === 'open-executions' && begins === 'entry'
        ? 1
        : 0;
  return {
    takes: buckets.map(({ id }) => each(id)),
    onward: onward.map(({ to, runs: going, pause }) => ({
      to,
      share: share > 0 ? toNumber(going) / share : 0,
      delay: arrivalsAfter(pause, spreadSeconds),
    })),
  };
}

function useOf(
  bucket: Bucket,
  limited: BucketReport | undefined,
  free: BucketReport | undefined,
  contacts: number,
  mostInside: number,
): QuotaUse {
  const row = isQuota(bucket.id) ? QUOTAS[bucket.id] : STOCKS['open-executions'];
  const limit = 'most' in bucket ? bucket.most : bucket.perSecond;
  const units = free?.tokens ?? 0;
  return {
    id: isQuota(bucket.id) ? bucket.id : 'open-executions',
    service: row.service,
    unit: row.unit,
    limit,
    raised: row.raised,
    perRun: units / contacts,
    units,
    aloneSeconds: 'most' in bucket ? 0 : Math.max(0, units - bucket.burst) / bucket.perSecond,
    wanted: 'most' in bucket ? mostInside : (free?.busiest ?? 0),
    busiest: limited?.busiest ?? 0,
    longestQueue: limited?.longestQueue ?? 0,
    longestWaitSeconds: limited?.longestWait ?? 0,
    lastAtSeconds: limited?.lastAt ?? 0,
    queue: limited?.queue ?? [],
  };
}
