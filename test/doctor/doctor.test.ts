/** What the doctor finds in accounts that lack something: the cause by its name, and the command that mends it. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openAccount } from '../../functions/adapters/aws/account.ts';
import { examine } from '../../infra/local/doctor/examine.ts';
import { type Load, PER_RUN } from '../../infra/local/doctor/quotas.ts';
import { checkTools } from '../../infra/local/doctor/tools.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import { scaleOf } from '../../workflow-compiler/scale/scale.ts';
import { sojourn } from '../cli/command.ts';
import { type Answers, refused, type Service, serve } from './service.ts';

let service: Service | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await service?.close();
  service = undefined;
});

const FINE = { node: '24.1.0', cdk: '2.1000.0', cdkWanted: '2.1000.0', aws: 'aws-cli/2.30.0 Python/3' };
const LOAD: Load = { openRuns: 100_000, startsPerSecond: 100 };

async function surroundings(answers: Answers): Promise<Readonly<Record<string, string>>> {
  service = await serve(answers);
  return {
    AWS_ENDPOINT_URL: service.endpoint,
    AWS_REGION: 'eu-south-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

type Asked = { readonly senders?: readonly string[]; readonly load?: Partial<Load> };

/** What is found in the account; what is installed on this machine has tests of its own. */
async function examined(answers: Answers = {}, { senders = [], load = {} }: Asked = {}) {
  for (const [name, value] of Object.entries(await surroundings(answers))) vi.stubEnv(name, value);
  const found = await examine({
    ...{ tools: FINE, senders, load: { ...LOAD, ...load } },
    open: () => openAccount(undefined),
  });
  const findings = found.filter(({ check }) => !['node', 'cdk', 'aws-cli'].includes(check));
  return { findings, problems: findings.filter(({ level }) => level === 'problem') };
}

test('in a healthy account nothing is in the way', async () => {
  const { findings } = await examined({}, { senders: ['example.com'] });
  expect(findings.map(({ check, level }) => [check, level])).toEqual([
    ['credentials', 'ok'],
    ['bootstrap', 'ok'],
    ['ses-sending', 'ok'],
    ['ses-sandbox', 'ok'],
    ['sender example.com', 'ok'],
    ['lambda-concurrency', 'ok'],
    ['open-executions', 'ok'],
    ['start-execution', 'ok'],
    ['state-transitions', 'ok'],
    ['put-events', 'ok'],
    ['rule-invocations', 'ok'],
    ['schedules', 'ok'],
    ['create-schedule', 'ok'],
    ['schedule-invocations', 'ok'],
    ['table-writes', 'ok'],
  ]);
  expect(findings[0]?.says).toBe('Account 123456789012, region eu-south-1');
});

const account = (fields: object) => ({
  'GET /v2/email/account': {
    body: {
      ...{ ProductionAccessEnabled: true, SendingEnabled: true, EnforcementStatus: 'HEALTHY' },
      ...{ SendQuota: { Max24HourSend: 200, MaxSendRate: 1 }, ...fields },
    },
  },
});

type Bad = {
  readonly lacks: string;
  readonly answers: Answers;
  readonly asked?: Asked;
  readonly check: string;
  readonly says: RegExp;
  readonly fix: RegExp;
};

const BAD: readonly Bad[] = [
  {
    lacks: 'a bootstrap',
    answers: { 'AmazonSSM.GetParameter': refused('ParameterNotFound') },
    check: 'bootstrap',
    says: /not bootstrapped in aws:\/\/123456789012\/eu-south-1/,
    fix: /^npx cdk bootstrap aws:\/\/123456789012\/eu-south-1$/,
  },
  {
    lacks: 'a bootstrap of today',
    answers: { 'AmazonSSM.GetParameter': { body: { Parameter: { Value: '4' } } } },
    check: 'bootstrap',
    says: /version 4; 6 is needed/,
    fix: /^npx cdk bootstrap /,
  },
  {
    lacks: 'production access to SES',
    answers: account({ ProductionAccessEnabled: false }),
    check: 'ses-sandbox',
    says: /sandbox: 200 mails a day, 1 a second, and to verified addresses alone/,
    fix: /put-account-details --production-access-enabled/,
  },
  {
    lacks: 'the switch for sending',
    answers: account({ SendingEnabled: false }),
    check: 'ses-sending',
    says: /does not send/,
    fix: /put-account-sending-attributes --sending-enabled/,
  },
  {
    lacks: 'the trust of SES',
    answers: account({ EnforcementStatus: 'SHUTDOWN' }),
    check: 'ses-sending',
    says: /AWS has stopped it/,
    fix: /support/,
  },
  {
    lacks: 'the identity',
    answers: { 'GET /v2/email/identities/shop.example': refused('NotFoundException', 'no', 404) },
    asked: { senders: ['example.com', 'shop.example'] },
    check: 'sender shop.example',
    says: /does not know shop\.example in eu-south-1/,
    fix: /create-email-identity --email-identity shop\.example --region eu-south-1/,
  },
  {
    lacks: 'the verification of its domain',
    answers: {
      'GET /v2/email/identities/example.com': {
        body: { VerifiedForSendingStatus: false, DkimAttributes: { Tokens: ['abc', 'def', 'ghi'] } },
      },
    },
    asked: { senders: ['example.com'] },
    check: 'sender example.com',
    says: /not verified yet: SES waits for the CNAME abc\._domainkey\.example\.com/,
    fix: /get-email-identity --email-identity example\.com/,
  },
  {
    lacks: 'room for functions at once',
    answers: {
      'GET /2016-08-19/account-settings/': { body: { AccountLimit: { UnreservedConcurrentExecutions: 10 } } },
    },
    check: 'lambda-concurrency',
    says: /runs 10 functions at once/,
    fix: /--service-code lambda --quota-code L-B99A9384 --desired-value 1000/,
  },
  {
    lacks: 'room for functions of so many runs',
    answers: {
      'GET /2016-08-19/account-settings/': { body: { AccountLimit: { ConcurrentExecutions: 120 } } },
    },
    asked: { load: { startsPerSecond: 220, placement: 'standard' } },
    check: 'lambda-concurrency',
    says: /runs 120 functions at once .* 124 are needed/,
    fix: /--service-code lambda --quota-code L-B99A9384 --desired-value 1000/,
  },
  {
    lacks: 'room for that many runs',
    answers: {},
    asked: { load: { openRuns: 5_000_000, placement: 'standard' } },
    check: 'open-executions',
    says: /1,000,000 open executions; 5,000,000 are needed/,
    fix: /--service-code states --quota-code L-OPEN0001 --desired-value 7500000 --region eu-south-1/,
  },
  {
    lacks: 'that many starts a second',
    answers: {},
    asked: { load: { startsPerSecond: 1000, placement: 'standard' } },
    check: 'start-execution',
    says: /300 starts a second; 1,000 are needed/,
    fix: /--quota-code L-START001 --desired-value 1500/,
  },
  {
    lacks: 'the transitions of an old account',
    answers: {
      'ServiceQuotasV20190624.ListAWSDefaultServiceQuotas states': {
        body: {
          Quotas: [
            {
              QuotaName: 'StateTransition throttle token refill rate per second',
              QuotaCode: 'L-STATE001',
              Value: 500,
            },
          ],
        },
      },
      'ServiceQuotasV20190624.ListServiceQuotas states': { body: { Quotas: [] } },
    },
    asked: { load: { startsPerSecond: 150, placement: 'standard' } },
    check: 'state-transitions',
    says: /^Step Functions: 500 transitions a second; 750 are needed\.$/,
    fix: /--service-code states --quota-code L-STATE001 --desired-value 1125/,
  },
  {
    lacks: 'room for that many timers',
    answers: {},
    asked: { load: { openRuns: 25_000_000, placement: 'express' } },
    check: 'schedules',
    says: /^EventBridge Scheduler: 10,000,000 schedules; 25,000,000 are needed\.$/,
    fix: /--service-code scheduler --quota-code L-SCHED001 --desired-value 37500000 --region eu-south-1/,
  },
  {
    lacks: 'that many new timers a second',
    answers: {},
    asked: { load: { startsPerSecond: 200, placement: 'express' } },
    check: 'create-schedule',
    says: /^EventBridge Scheduler: 250 schedules made a second; 400 are needed\.$/,
    fix: /--service-code scheduler --quota-code L-CREATE01 --desired-value 600/,
  },
  {
    lacks: 'room for that many writes',
    answers: {
      'ServiceQuotasV20190624.ListServiceQuotas dynamodb': {
        body: {
          Quotas: [{ QuotaName: 'Table-level write throughput limit', QuotaCode: 'L-WRITE001', Value: 1900 }],
        },
      },
    },
    check: 'table-writes',
    says: /^DynamoDB: 1,900 write units a second; 2,000 are needed\.$/,
    fix: /--service-code dynamodb --quota-code L-WRITE001 --desired-value 3000/,
  },
  {
    lacks: 'room on the bus',
    answers: {
      'ServiceQuotasV20190624.ListServiceQuotas events': {
        body: {
          Quotas: [
            {
              QuotaName: 'PutEvents throttle limit in transactions per second',
              QuotaCode: 'L-PUT00001',
              Value: 90,
            },
          ],
        },
      },
    },
    check: 'put-events',
    says: /^EventBridge: 90 events put a second; 100 are needed\.$/,
    fix: /--service-code events --quota-code L-PUT00001 --desired-value 150/,
  },
  {
    lacks: 'credentials that are still good',
    answers: { 'POST /': refused('ExpiredTokenException', 'The security token is expired', 403) },
    check: 'credentials',
    says: /have expired/,
    fix: /^aws sso login$/,
  },
  {
    lacks: 'credentials that AWS knows, told in XML',
    answers: {
      'POST /': {
        status: 403,
        body: '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>unknown</Message></Error></ErrorResponse>',
      },
    },
    check: 'credentials',
    says: /refuses these credentials: InvalidClientTokenId: unknown\..*aws account enable-region --region-name eu-south-1/,
    fix: /^aws configure sso$/,
  },
];

test.each(BAD)('an account that lacks $lacks', async ({ answers, asked, check, says, fix }) => {
  const { problems } = await examined(answers, asked);
  expect(problems.map((each) => each.check)).toEqual([check]);
  expect(problems[0]?.says).toMatch(says);
  expect(problems[0]?.fix).toMatch(fix);
});

test('what may not be asked is unknown, and in nobody’s way', async () => {
  const { findings, problems } = await examined({
    'AmazonSSM.GetParameter': refused('AccessDeniedException', 'not you'),
  });
  expect(findings.find(({ check }) => check === 'bootstrap')).toMatchObject({
    level: 'unknown',
    says: 'bootstrap could not be asked: AccessDeniedException: not you',
  });
  expect(problems).toEqual([]);
});

test('a quota that the account does not list is taken as documented', async () => {
  const { findings } = await examined({
    'ServiceQuotasV20190624.ListServiceQuotas states': { body: { Quotas: [] } },
  });
  expect(findings.find(({ check }) => check === 'open-executions')).toMatchObject({
    level: 'ok',
    says: 'Step Functions: 1,000,000 open executions, as documented for us-east-1',
  });
});

test('what the account has been given goes before what everybody has', async () => {
  const { findings } = await examined();
  expect(findings.find(({ check }) => check === 'start-execution')?.says).toBe(
    'Step Functions: 300 starts a second',
  );
});

test('a run is reckoned to take what a run of the welcome series takes', () => {
  const compiled = compile(readFileSync('examples/welcome.yaml', 'utf8'));
  if (!compiled.ok) throw new Error('the example does not compile');
  const { standard, express } = scaleOf(compiled.artifact.definition, { contacts: 1000, overSeconds: 3600 });
  for (const [quota, reckoned] of Object.entries(PER_RUN)) {
    const taken = [...standard.quotas, ...express.quotas].filter(({ id }) => id === quota);
    const most = Math.max(...taken.map(({ perRun }) => perRun));
    expect([quota, most < reckoned + 1e-6 && reckoned < 1.3 * most]).toEqual([quota, true]);
  }
});

test('near a quota is a note with the same command', async () => {
  const { findings, problems } = await examined({}, { load: { startsPerSecond: 120, placement: 'express' } });
  expect(problems).toEqual([]);
  expect(findings.find(({ check }) => check === 'create-schedule')).toMatchObject({
    level: 'note',
    says: 'EventBridge Scheduler: 250 schedules made a second, of which 240 would be used.',
    fix: expect.stringContaining('--desired-value 360'),
  });
});

test.each([
  ['standard', ['schedules', 'create-schedule', 'schedule-invocations']],
  ['express', ['open-executions', 'start-execution', 'state-transitions']],
] as const)('%s alone does without the quotas of the other placement', async (placement, without) => {
  const { findings } = await examined({}, { load: { placement } });
  const checks = findings.map(({ check }) => check);
  expect(checks.filter((check) => without.some((each) => each === check))).toEqual([]);
  expect(checks).toContain('put-events');
});

test('quotas of one service that may not be read say nothing of the others', async () => {
  const { findings } = await examined({
    'ServiceQuotasV20190624.ListServiceQuotas scheduler': refused('NoSuchResourceException', 'no scheduler'),
  });
  expect(findings.find(({ level }) => level === 'unknown')?.says).toBe(
    'quotas of scheduler could not be asked: NoSuchResourceException: no scheduler',
  );
  expect(findings.find(({ check }) => check === 'put-events')?.level).toBe('ok');
});

test('a region that there is not has no address', async () => {
  const lost = Object.assign(new Error('getaddrinfo sts.middle-earth-1.amazonaws.com'), {
    code: 'ENOTFOUND',
  });
  const refuse = () => Promise.reject(lost);
  const nowhere = {
    region: 'middle-earth-1',
    operation: refuse,
    look: refuse,
    number: refuse,
    invoke: refuse,
    bucket: refuse,
  };
  const found = await examine({ tools: FINE, senders: [], load: LOAD, open: async () => nowhere });
  expect(found.at(-1)).toMatchObject({
    check: 'region',
    level: 'problem',
    says: expect.stringContaining('There is no region middle-earth-1'),
    fix: expect.stringContaining('list-regions'),
  });
});

describe('the command', () => {
  test('shows each finding with its remedy below, and fails', async () => {
    const env = await surroundings({ 'AmazonSSM.GetParameter': refused('ParameterNotFound') });
    const { code, stdout } = await sojourn(['doctor', '--senders', 'example.com'], { env });
    expect(stdout).toContain(
      '✗ The CDK is not bootstrapped in aws://123456789012/eu-south-1.\n    npx cdk bootstrap aws://123456789012/eu-south-1\n',
    );
    expect(stdout).toContain('✓ example.com is verified\n');
    expect(stdout).toMatch(/1 thing is in the way of a deployment\.\n$/);
    expect(code).toBe(1);
  });

  test('as JSON, in a healthy account, is content', async () => {
    const { code, stdout } = await sojourn(['doctor', '--json'], { env: await surroundings({}) });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    expect(code).toBe(0);
  });

  test('without a region says how to choose one', async () => {
    const env = { ...(await surroundings({})), AWS_REGION: '' };
    const { code, stdout } = await sojourn(['doctor'], { env });
    expect(stdout).toMatch(/✗ No region is chosen\.\n {4}export AWS_REGION=/);
    expect(code).toBe(1);
  });

  test('without credentials says how to get some', async () => {
    const env = { ...(await surroundings({})), AWS_ACCESS_KEY_ID: '' };
    const { code, stdout } = await sojourn(['doctor'], { env });
    expect(stdout).toMatch(/✗ No credentials: .+\n {4}aws configure sso/);
    expect(code).toBe(1);
  });

  test.each([[['--open-runs', 'many']], [['--placement', 'both']], [['what']], [['--nonsense']]])(
    'called with %j shows its usage',
    async (argv) => {
      const { code, stderr } = await sojourn(['doctor', ...argv]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^Usage: sojourn doctor/);
    },
  );
});

describe('this machine', () => {
  test('with everything is well', () => {
    expect(checkTools(FINE).map(({ level }) => level)).toEqual(['ok', 'ok', 'ok']);
  });

  test.each([
    [{ node: '20.19.0' }, 'Node 20.19.0 is too old: the CDK needs 22 or later.', 'nvm install 24'],
    [{ cdk: '2.900.0' }, 'CDK 2.900.0: this release was tested with 2.1000.0.', 'npm ci'],
    [{ cdk: undefined }, 'CDK is missing: this release was tested with 2.1000.0.', 'npm ci'],
    [{ aws: 'aws-cli/1.45.11 Python/3' }, 'AWS CLI 1.45.11 is old: `aws configure sso` needs 2.', 'https://'],
    [{ aws: undefined }, 'The AWS CLI is not installed: the commands below need it.', 'https://'],
  ])('with %j is not', (change, says, fix) => {
    const found = checkTools({ ...FINE, ...change }).filter(({ level }) => level !== 'ok');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ says, fix: expect.stringContaining(fix) });
  });
});
