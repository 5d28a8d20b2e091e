/** An account of AWS, asked through our own signed requests with the credentials that the SDK finds. */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { type Account, fieldsOf, type ServiceName } from '../../ports/account.ts';
import { clientOf } from './signed/client.ts';
import type { Service } from './signed/surroundings.ts';

type Spoken = Service & { readonly target: string; readonly version: '1.0' | '1.1' };

const SERVICES: Readonly<Record<ServiceName, Spoken>> = {
  events: {
    ...{ host: 'events', signing: 'events', variable: 'EVENTBRIDGE' },
    ...{ target: 'AWSEvents', version: '1.1' },
  },
  ses: { host: 'email', signing: 'ses', variable: 'SESV2', target: '', version: '1.1' },
  lambda: { host: 'lambda', signing: 'lambda', variable: 'LAMBDA', target: '', version: '1.1' },
  sqs: { host: 'sqs', signing: 'sqs', variable: 'SQS', target: 'AmazonSQS', version: '1.0' },
  ssm: { host: 'ssm', signing: 'ssm', variable: 'SSM', target: 'AmazonSSM', version: '1.1' },
  quotas: {
    ...{ host: 'servicequotas', signing: 'servicequotas', variable: 'SERVICE_QUOTAS' },
    ...{ target: 'ServiceQuotasV20190624', version: '1.1' },
  },
  sts: { host: 'sts', signing: 'sts', variable: 'STS', target: '', version: '1.1' },
};

/** A person waits, and would rather have an answer late than none. */
const PATIENT = { maxAttempts: 2, requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 } };

/** Longer than the function may take, and once: who asks says what comes of a second time. */
const INVOKED = { maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 90_000 } };

/** Throws when no credentials or no region are found. */
export async function openAccount(region: string | undefined): Promise<Account> {
  const { config } = new SESv2Client(region === undefined ? {} : { region });
  const options = {
    region: await config.region(),
    credentials: await config.credentials(),
    ...PATIENT,
  };
  const of = (name: ServiceName) => clientOf(SERVICES[name], options);
  return {
    region: options.region,
    operation: async (name, operation, input) => {
      const { target, version } = SERVICES[name];
      const headers = {
        'content-type': `application/x-amz-json-${version}`,
        'x-amz-target': `${target}.${operation}`,
      };
      return fieldsOf(
        await of(name).send({ method: 'POST', path: '/', headers, body: JSON.stringify(input) }),
      );
    },
    look: async (name, path) => fieldsOf(await of(name).send({ method: 'GET', path, headers: {}, body: '' })),
    invoke: async (name, event) => {
      const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
      const waiting = clientOf(SERVICES.lambda, { ...options, ...INVOKED });
      return fieldsOf(await waiting.send({ method: 'POST', path, headers: {}, body: JSON.stringify(event) }));
    },
    // Loaded here: few commands ask for files, and its client is the largest.
    bucket: async (name) => (await import('./bucket.ts')).openBucket(options.region, name),
    number: async () => {
      const body = 'Action=GetCallerIdentity&Version=2011-06-15';
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await of('sts').read({ method: 'POST', path: '/', headers, body });
      return /<Account>(\d+)<|"Account":\s*"(\d+)"/.exec(answer)?.slice(1).find(Boolean) ?? '';
    },
  };
}
