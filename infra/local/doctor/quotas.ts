/** Quotas that a deployment meets first, held against what it is to carry. Their codes come from the account's own list. */
import { type Account, fieldsOf, listOf, type Said } from '../../../functions/ports/account.ts';
import { type Finding, note, ok, problem } from './finding.ts';

export type Load = {
  /** Runs of the standard placement that are inside at once. */
  readonly openRuns: number;
  /** Runs that begin in a second. */
  readonly startsPerSecond: number;
};

/** Below this, a burst of events is throttled by Lambda itself; new accounts begin with ten. */
const FEWEST_LAMBDAS = 100;

export async function checkLambda(account: Account): Promise<Finding> {
  const said = await account.look('lambda', '/2016-08-19/account-settings/');
  const limit = fieldsOf(said.get('AccountLimit'));
  const free = Number(limit.get('UnreservedConcurrentExecutions') ?? limit.get('ConcurrentExecutions') ?? 0);
  if (free >= FEWEST_LAMBDAS) return ok('lambda-concurrency', `Lambda: ${free} at once`);
  return problem(
    'lambda-concurrency',
    `Lambda runs ${free} functions at once in this account: a burst of events would be throttled.`,
    raise(account, 'lambda', 'L-B99A9384', 1000),
  );
}

type Wanted = {
  readonly check: string;
  /** How the list of quotas calls it. */
  readonly named: RegExp;
  readonly unit: string;
  readonly need: number;
  /** What AWS documents, where the list does not have it. */
  readonly usual: number;
};

export async function checkStepFunctions(account: Account, load: Load): Promise<readonly Finding[]> {
  const listed = await quotasOf(account, 'states');
  const wanted: readonly Wanted[] = [
    {
      ...{ check: 'open-executions', named: /open.*execution/i, unit: 'open executions' },
      ...{ need: load.openRuns, usual: 1_000_000 },
    },
    {
      ...{ check: 'start-execution', named: /StartExecution.*refill/i, unit: 'starts a second' },
      ...{ need: load.startsPerSecond, usual: 300 },
    },
  ];
  return wanted.map((each) => {
    const found = listed.find((quota) => each.named.test(String(quota.get('QuotaName') ?? '')));
    return held(account, each, found);
  });
}

function held(account: Account, { check, unit, need, usual }: Wanted, found: Said | undefined): Finding {
  const most = found === undefined ? usual : Number(found.get('Value'));
  const shown = `${most.toLocaleString('en')} ${unit}`;
  const code = String(found?.get('QuotaCode') ?? '');
  const fix =
    code === ''
      ? `https://${account.region}.console.aws.amazon.com/servicequotas/home/services/states/quotas`
      : raise(account, 'states', code, Math.ceil(need * 1.5));
  if (need > most)
    return problem(check, `Step Functions: ${shown}; ${need.toLocaleString('en')} are needed.`, fix);
  if (need > most * 0.8)
    return note(check, `Step Functions: ${shown}, of which ${need.toLocaleString('en')} would be used.`, fix);
  return ok(check, `Step Functions: ${shown}${found === undefined ? ', as documented' : ''}`);
}

/** Every page; the list ends by itself. */
async function quotasOf(account: Account, ServiceCode: string): Promise<readonly Said[]> {
  const found: Said[] = [];
  let NextToken: unknown;
  do {
    const said = await account.operation('quotas', 'ListServiceQuotas', {
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
