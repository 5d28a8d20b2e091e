/** What a deployment may choose, as CDK context: `npx cdk deploy --all -c name=value`. A wrong value is refused with what to do. */
import type { Node } from 'constructs';
import { APPLICATIONS } from '../../functions/adapters/aws/channel/applications.ts';

export type DeploymentContext = {
  /** Begins every name; two deployments in one account differ in it. */
  readonly name: string;
  /** Where links of mail lead; when absent the domain, and without one the API's own address. */
  readonly baseUrl: string | undefined;
  /** The console by CloudFront, and the API at the same address. */
  readonly console: boolean;
  /** A name of one's own for it, with the ARN of a certificate in us-east-1. Absent: CloudFront's. */
  readonly domain: { readonly name: string; readonly certificate: string } | undefined;
  /** Domains and addresses that SES may send from. Absent: every identity of the account. */
  readonly senders: readonly string[];
  /** Tenants are tenants of SES too. */
  readonly sesTenants: boolean;
  /** Number, sender or pool of End User Messaging that SMS leave by. */
  readonly smsIdentity: string | undefined;
  /** Id of a Pinpoint application with the SMS channel on, where there is no `smsIdentity`. Neither: no SMS. */
  readonly smsApplication: string | undefined;
  /** Ids of Pinpoint applications with push channels on: one for all tenants, or some for tenants by name. Absent: no push messages. */
  readonly pushApplication: string | undefined;
  /** Whose tokens people may come with, beside API keys: an OpenID provider and the console's client id there. */
  readonly people: { readonly issuer: string; readonly audience: string } | undefined;
  /** Gets alarms. */
  readonly alarmEmail: string | undefined;
  /** Alarms on quotas, which are the account's: one deployment of several is enough. */
  readonly quotaAlarms: boolean;
  /** Keeps events for 30 days, to be told again. */
  readonly archive: boolean;
  /** `true`: the table goes with the stacks. For trials only. */
  readonly disposable: boolean;
};

export class ContextInvalid extends Error {
  override readonly name = 'ContextInvalid';
}

export function readContext(node: Pick<Node, 'tryGetContext'>): DeploymentContext {
  const text = (name: string): string | undefined => {
    const value: unknown = node.tryGetContext(name);
    return value === undefined || value === '' ? undefined : String(value);
  };
  const must = (name: string, rule: RegExp, words: string): string | undefined => {
    const value = text(name);
    if (value === undefined || rule.test(value)) return value;
    throw new ContextInvalid(`Invalid \`${name}\`: \`${value}\`. Pass -c ${name}=${words}.`);
  };
  const flag = (name: string): boolean => must(name, /^(true|false)$/, 'true or false') === 'true';
  return {
    name:
      must('name', /^[a-z][a-z0-9-]{0,15}$/, 'up to 16 lower-case letters, digits and hyphens') ?? 'sojourn',
    baseUrl: must('baseUrl', /^https:\/\/[^/\s]+$/, 'https://host, without a path'),
    console: must('console', /^(true|false)$/, 'true or false') !== 'false',
    domain: pair(
      ['domain', must('domain', /^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'app.example.com')],
      [
        'certificate',
        must(
          'certificate',
          /^arn:[a-z-]+:acm:us-east-1:\d{12}:certificate\/\S+$/,
          'an ARN of ACM in us-east-1',
        ),
      ],
      (name, certificate) => ({ name, certificate }),
    ),
    senders: (must('senders', /^[^\s,]+(,[^\s,]+)*$/, 'domain,domain') ?? '').split(',').filter(Boolean),
    sesTenants: flag('sesTenants'),
    smsIdentity: must(
      'smsIdentity',
      /^[A-Za-z0-9_:/+-]{1,256}$/,
      'the id or ARN of a number, sender or pool',
    ),
    smsApplication: must('smsApplication', /^[0-9a-f]{32}$/, 'the 32 hexadecimal digits of its id'),
    pushApplication: must(
      'pushApplication',
      APPLICATIONS,
      'ID or TENANT:ID,TENANT:ID, an id being 32 hexadecimal digits',
    ),
    people: pair(
      ['issuer', must('issuer', /^https:\/\/\S+$/, 'https://…, as tokens name it')],
      ['audience', text('audience')],
      (issuer, audience) => ({ issuer, audience }),
    ),
    alarmEmail: must('alarmEmail', /^[^\s@]+@[^\s@]+$/, 'an e-mail address'),
    quotaAlarms: must('quotaAlarms', /^(true|false)$/, 'true or false') !== 'false',
    archive: must('archive', /^(true|false)$/, 'true or false') !== 'false',
    disposable: flag('disposable'),
  };
}

type Named = readonly [name: string, value: string | undefined];

/** Two values that mean something together only. */
function pair<T>([one, a]: Named, [two, b]: Named, both: (a: string, b: string) => T): T | undefined {
  if (a !== undefined && b !== undefined) return both(a, b);
  if (a === undefined && b === undefined) return undefined;
  throw new ContextInvalid(
    `\`${one}\` and \`${two}\` go together. Pass -c ${a === undefined ? one : two}=… too.`,
  );
}
