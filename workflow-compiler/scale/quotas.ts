/**
 * What an account may do in a second before anybody has asked for more: one dated table with its sources, beside the table of
 * prices. Rates are of us-east-1 and of one account. Change a quota here and nowhere else; its row says how well it is known.
 */

/** `documented`: in AWS's own pages. `estimate`: differs by account, look yours up. `design`: follows from our own keys. */
type Evidence = 'documented' | 'estimate' | 'design';

export type QuotaRow = {
  readonly service: string;
  /** One of what. */
  readonly unit: string;
  readonly perSecond: number;
  /** What a bucket that was left alone holds. */
  readonly burst: number;
  /** Whether more can be asked for. */
  readonly raised: boolean;
  readonly source: string;
  readonly evidence: Evidence;
};

export const QUOTAS_OF = { date: '2026-11-22', region: 'us-east-1' } as const;

const STEP_FUNCTIONS = 'docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html';
const SCHEDULER = 'docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html';

/** In the order in which a run meets them. */
export const QUOTAS = {
  'put-events': {
    service: 'EventBridge, PutEvents',
    unit: 'event',
    perSecond: 10_000,
    burst: 10_000,
    raised: true,
    source: 'docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html',
    evidence: 'documented',
  },
  start: {
    service: 'Step Functions, StartExecution (Standard)',
    unit: 'start',
    perSecond: 300,
    burst: 1300,
    raised: true,
    source: STEP_FUNCTIONS,
    evidence: 'documented',
  },
  answer: {
    service: 'Step Functions, SendTaskSuccess',
    unit: 'answer',
    perSecond: 500,
    burst: 3000,
    raised: true,
    source: STEP_FUNCTIONS,
    evidence: 'documented',
  },
  'schedule-fire': {
    service: 'EventBridge Scheduler, invocations',
    unit: 'timer that fires',
    perSecond: 1000,
    burst: 1000,
    raised: true,
    source: SCHEDULER,
    evidence: 'documented',
  },
  'express-start': {
    service: 'Step Functions, StartExecution (Express)',
    unit: 'start',
    perSecond: 6000,
    burst: 6000,
    raised: true,
    source: STEP_FUNCTIONS,
    evidence: 'documented',
  },
  transition: {
    service: 'Step Functions, state transitions (Standard)',
    unit: 'state entered',
    perSecond: 5000,
    burst: 5000,
    raised: true,
    source: STEP_FUNCTIONS,
    evidence: 'documented',
  },
  lambda: {
    service: 'Lambda, concurrent executions',
    unit: 'second of a function',
    perSecond: 1000,
    burst: 1000,
    raised: true,
    source: 'docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
    evidence: 'documented',
  },
  'table-write': {
    service: 'DynamoDB, writes to one table on demand',
    unit: 'write unit',
    perSecond: 40_000,
    burst: 40_000,
    raised: true,
    source: 'docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
    evidence: 'documented',
  },
  'due-index': {
    service: 'DynamoDB, partitions of the index of what is due',
    unit: 'write unit',
    // A partition takes 1,000 write units a second, and the index has so many partitions.
    perSecond: 32 * 1000,
    burst: 32 * 1000,
    raised: false,
    source:
      'functions/domain/run/keys.ts; docs.aws.amazon.com/amazondynamodb (1,000 write units a partition)',
    evidence: 'design',
  },
  mail: {
    service: 'SES, sending rate',
    unit: 'mail to one recipient',
    perSecond: 14,
    burst: 14,
    raised: true,
    source: 'docs.aws.amazon.com/ses/latest/dg/quotas.html (differs by account; see `aws sesv2 get-account`)',
    evidence: 'estimate',
  },
  sms: {
    service: 'End User Messaging, SendTextMessage',
    unit: 'part of a text message',
    perSecond: 1,
    burst: 1,
    raised: true,
    source: 'docs.aws.amazon.com/sms-voice/latest/userguide/quotas.html',
    evidence: 'documented',
  },
  push: {
    service: 'End User Messaging, Push',
    unit: 'message to one device',
    perSecond: 25_000,
    burst: 25_000,
    raised: true,
    source: 'docs.aws.amazon.com/push-notifications/latest/userguide/channels-push-best-practices.html',
    evidence: 'documented',
  },
  'schedule-create': {
    service: 'EventBridge Scheduler, CreateSchedule',
    unit: 'timer made',
    perSecond: 5000,
    burst: 5000,
    raised: true,
    source: `${SCHEDULER} (in eleven Regions, among them us-east-1 and eu-central-1; 250 in the others)`,
    evidence: 'documented',
  },
} as const satisfies { readonly [id: string]: QuotaRow };

export type QuotaId = keyof typeof QUOTAS;

/** How much there may be at once. */
export const STOCKS = {
  'open-executions': {
    service: 'Step Functions, open executions (Standard)',
    unit: 'run that has begun and not ended',
    most: 1_000_000,
    raised: true,
    source: STEP_FUNCTIONS,
    evidence: 'documented',
  },
  schedules: {
    service: 'EventBridge Scheduler, schedules',
    unit: 'timer that has not fired',
    most: 10_000_000,
    raised: true,
    source: SCHEDULER,
    evidence: 'documented',
  },
} as const;

/** What somebody's own account may do: by id, units a second, or at once for a stock. */
export type OwnQuotas = { readonly [id: string]: number };

export const isQuota = (id: string): id is QuotaId => Object.hasOwn(QUOTAS, id);
const isStock = (id: string): id is keyof typeof STOCKS => Object.hasOwn(STOCKS, id);

/** Ids that `OwnQuotas` may have. */
export const QUOTA_IDS: readonly string[] = [...Object.keys(QUOTAS), ...Object.keys(STOCKS)];

/** The table's row, at somebody's own rate; its burst is at least a second of it. */
export function quotaOf(id: QuotaId, own: OwnQuotas): QuotaRow {
  const row = QUOTAS[id];
  const perSecond = Object.hasOwn(own, id) ? own[id] : undefined;
  return perSecond === undefined ? row : { ...row, perSecond, burst: Math.max(row.burst, perSecond) };
}

export function stockOf(id: keyof typeof STOCKS, own: OwnQuotas): number {
  return (Object.hasOwn(own, id) ? own[id] : undefined) ?? STOCKS[id].most;
}

export const knownQuota = (id: string): boolean => isQuota(id) || isStock(id);
