/**
 * Quotas that a deployment meets first, held against what it is to carry. Their values and codes come from the account's own
 * lists, and where those do not have them from the dated table that `sojourn scale` reckons with.
 */
import { type Account, fieldsOf, listOf, type Said } from '../../../functions/ports/account.ts';
import { QUOTAS, type QuotaId, STOCKS } from '../../../workflow-compiler/scale/quotas.ts';
import { type Finding, note, ok, problem } from './finding.ts';

export type Placing = 'standard' | 'express';

export type Load = {
  /** Runs that are inside at once. */
  readonly openRuns: number;
  /** Runs that begin in a second. */
  readonly startsPerSecond: number;
  /** Workflows are placed so alone; absent: in both ways. */
  readonly placement?: Placing | undefined;
};

/** Below this, a burst of events is throttled by Lambda itself; new accounts begin with ten. */
const FEWEST_LAMBDAS = 100;
/**
 * What a run of the welcome series takes, in the placement that takes more, as `sojourn scale` counts it (a test compares them). Of
 * `schedule-create` one is for the wait, and one looks after whoever has been woken.
 */
export const PER_RUN = {
  ...{ start: 1, transition: 5, lambda: 0.56, 'table-write': 20 },
  ...{ 'schedule-create': 2, 'schedule-fire': 1 },
} as const satisfies { readonly [quota in QuotaId]?: number };

export async function checkLambda(account: Account, { startsPerSecond }: Load): Promise<Finding> {
  const said = await account.look('lambda', '/2016-08-19/account-settings/');
  const limit = fieldsOf(said.get('AccountLimit'));
  const free = Number(limit.get('UnreservedConcurrentExecutions') ?? limit.get('ConcurrentExecutions') ?? 0);
  const need = Math.max(FEWEST_LAMBDAS, Math.ceil(startsPerSecond * PER_RUN.lambda));
  if (free >= need) return ok('lambda-concurrency', `Lambda: ${free.toLocaleString('en')} at once`);
  return problem(
    'lambda-concurrency',
    `Lambda runs ${free.toLocaleString('en')} functions at once in this account: a burst of events would be throttled; ${need.toLocaleString('en')} are needed.`,
    raise(account, 'lambda', 'L-B99A9384', Math.max(1000, Math.ceil(need * 1.5))),
  );
}

const SERVICES = {
  states: 'Step Functions',
  events: 'EventBridge',
  scheduler: 'EventBridge Scheduler',
  dynamodb: 'DynamoDB',
} as const;

/** As Service Quotas calls them. */
export type QuotaService = keyof typeof SERVICES;

type Wanted = {
  readonly check: string;
  /** How the list of quotas calls it. */
  readonly named: RegExp;
  readonly unit: string;
  /** Whoever waits is inside; whoever begins goes on a day later as fast. */
  readonly need: (load: Load) => number;
  readonly usual: number;
  /** Nobody takes of it in the other placement. */
  readonly only?: Placing;
};

const WANTED: Readonly<Record<QuotaService, readonly Wanted[]>> = {
  states: [
    {
      ...{ check: 'open-executions', named: /open.*execution/i, unit: 'open executions', only: 'standard' },
      ...{ need: ({ openRuns }) => openRuns, usual: STOCKS['open-executions'].most },
    },
    {
      ...{ check: 'start-execution', named: /^StartExecution.*refill/i, unit: 'starts a second' },
      ...{ need: ({ startsPerSecond }) => startsPerSecond, usual: QUOTAS.start.perSecond, only: 'standard' },
    },
    {
      ...{ check: 'state-transitions', named: /^State ?Transition.*refill/i, unit: 'transitions a second' },
      need: ({ startsPerSecond }) => PER_RUN.transition * startsPerSecond,
      ...{ usual: QUOTAS.transition.perSecond, only: 'standard' },
    },
  ],
  events: [
    {
      ...{ check: 'put-events', named: /^PutEvents.*second/i, unit: 'events put a second' },
      ...{ need: ({ startsPerSecond }) => startsPerSecond, usual: QUOTAS['put-events'].perSecond },
    },
    {
      ...{ check: 'rule-invocations', named: /^Invocations.*second/i, unit: 'events routed a second' },
      // Documented for us-east-1; most regions have far less.
      ...{ need: ({ startsPerSecond }) => startsPerSecond, usual: 18_750 },
    },
  ],
  scheduler: [
    {
      ...{ check: 'schedules', named: /^Number of schedules/i, unit: 'schedules', only: 'express' },
      ...{ need: ({ openRuns }) => openRuns, usual: STOCKS.schedules.most },
    },
    {
      ...{ check: 'create-schedule', named: /^CreateSchedule request/i, unit: 'schedules made a second' },
      need: ({ startsPerSecond }) => PER_RUN['schedule-create'] * startsPerSecond,
      ...{ usual: QUOTAS['schedule-create'].perSecond, only: 'express' },
    },
    {
      ...{ check: 'schedule-invocations', named: /^Invocations/i, unit: 'schedules rung a second' },
      need: ({ startsPerSecond }) => startsPerSecond,
      ...{ usual: QUOTAS['schedule-fire'].perSecond, only: 'express' },
    },
  ],
  dynamodb: [
    {
      ...{
        check: 'table-writes',
        named: /^Table-level write throughput limit$/i,
        unit: 'write units a second',
      },
      ...{
        need: ({ startsPerSecond }) => PER_RUN['table-write'] * startsPerSecond,
        usual: QUOTAS['table-write'].perSecond,
      },
    },
  ],
};

export const QUOTA_SERVICES: readonly QuotaService[] = ['states', 'events', 'scheduler', 'dynamodb'];

export async function checkQuotas(
  account: Account,
  service: QuotaService,
  load: Load,
): Promise<readonly Finding[]> {
  const listed = await quotasOf(account, service);
  const { placement } = load;
  return WANTED[service]
    .filter(({ only }) => only === undefined || placement === undefined || only === placement)
    .map((each) => {
      const found = listed.find((quota) => each.named.test(String(quota.get('QuotaName') ?? '')));
      return held(account, service, each, load, found);
    });
}

function held(
  account: Account,
  service: QuotaService,
  { check, unit, need, usual }: Wanted,
  load: Load,
  found: Said | undefined,
): Finding {
  const most = found === undefined ? usual : Number(found.get('Value'));
  const needed = need(load);
  const shown = `${SERVICES[service]}: ${most.toLocaleString('en')} ${unit}`;
  const code = String(found?.get('QuotaCode') ?? '');
  const fix =
    code === ''
      ? `https://${account.region}.console.aws.amazon.com/servicequotas/home/services/${service}/quotas`
      : raise(account, service, code, Math.ceil(needed * 1.5));
  if (needed > most) return problem(check, `${shown}; ${needed.toLocaleString('en')} are needed.`, fix);
  if (needed > most * 0.8)
    return note(check, `${shown}, of which ${needed.toLocaleString('en')} would be used.`, fix);
  return ok(check, `${shown}${found === undefined ? ', as documented for us-east-1' : ''}`);
}

/** What holds in the account, then what AWS gives to everybody: the first list may leave out what nobody has changed. */
async function quotasOf(account: Account, service: QuotaService): Promise<readonly Said[]> {
  const held = await pagesOf(account, 'ListServiceQuotas', service);
  const usual = await pagesOf(account, 'ListAWSDefaultServiceQuotas', service);
  return [...held, ...usual];
}

/** Every page; the list ends by itself. */
async function pagesOf(account: Account, operation: string, ServiceCode: string): Promise<readonly Said[]> {
  const found: Said[] = [];
  let NextToken: unknown;
  do {
    const said = await account.operation('quotas', operation, {
      ServiceCode,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    found.push(...listOf(said.get('Quotas')));
    NextToken = said.get('NextToken');
  } while (typeof NextToken === 'string');
  return found;
}

const raise = ({ region }: Account, service: string, code: string, value: number): string =>
  `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${value} --region ${region}`;
