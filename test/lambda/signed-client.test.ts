/** Our own clients ask what the SDK's ask, sign as it signs, and understand the same answers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as pinpoint from '@aws-sdk/client-pinpoint';
import * as texts from '@aws-sdk/client-pinpoint-sms-voice-v2';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as secrets from '@aws-sdk/client-secrets-manager';
import * as ses from '@aws-sdk/client-sesv2';
import * as sfn from '@aws-sdk/client-sfn';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as ourDynamodb from '../../functions/adapters/aws/signed/client-dynamodb.ts';
import * as ourEventbridge from '../../functions/adapters/aws/signed/client-eventbridge.ts';
import * as ourPinpoint from '../../functions/adapters/aws/signed/client-pinpoint.ts';
import * as ourTexts from '../../functions/adapters/aws/signed/client-pinpoint-sms-voice-v2.ts';
import * as ourScheduler from '../../functions/adapters/aws/signed/client-scheduler.ts';
import * as ourSecrets from '../../functions/adapters/aws/signed/client-secrets-manager.ts';
import * as ourSes from '../../functions/adapters/aws/signed/client-sesv2.ts';
import * as ourSfn from '../../functions/adapters/aws/signed/client-sfn.ts';
import { amzDate, authorization } from '../../functions/adapters/aws/signed/sign.ts';
import { endpointOf } from '../../functions/adapters/aws/signed/surroundings.ts';
import { type Listening, listening } from '../adapters/listening.ts';

type Seen = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
let service: Listening;
let options: {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: typeof credentials;
  readonly maxAttempts: number;
};
const seen: Seen[] = [];
let answer: { readonly status: number; readonly body: object } = { status: 200, body: {} };

beforeAll(async () => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { method = '', url: path = '', headers } = request;
    seen.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  service = await listening(server);
  options = { endpoint: service.url, region: 'eu-south-1', credentials, maxAttempts: 1 };
});
afterAll(() => service.close());

/** What was asked when this was done. */
async function asked(call: () => Promise<unknown>): Promise<Seen> {
  seen.length = 0;
  await call();
  expect(seen).toHaveLength(1);
  const [one] = seen;
  if (one === undefined) throw new Error('nothing was asked');
  return one;
}

/** What the service reads. The SDK adds headers about itself. */
const meaning = ({ method, path, headers, body }: Seen): object => ({
  method,
  path,
  target: headers['x-amz-target'],
  type: headers['content-type'],
  token: headers['x-amz-security-token'],
  body: { ...JSON.parse(body === '' ? '{}' : body), ClientToken: undefined },
});

const key = { pk: { S: 't|run' }, sk: { S: 'ü' } };
const at = new Date('2026-03-04T05:06:07.890Z');
const mail = {
  FromEmailAddress: 'a@example.com',
  Content: { Simple: { Subject: { Data: 'Grüße' }, Body: { Text: { Data: 'x' } } } },
};
const suppressed = { EmailAddress: 'ada+news@example.com', TenantName: 'acme' };
const sms = { Addresses: { '+49': { ChannelType: 'SMS' as const } }, MessageConfiguration: {} };

const timer = {
  Name: 'run-1',
  GroupName: 'timers',
  ScheduleExpression: 'at(2026-03-04T05:06:07)',
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  ActionAfterCompletion: 'DELETE' as const,
  Target: { Arn: 'arn:a', RoleArn: 'arn:r', Input: '{}' },
};

const pairs: readonly (readonly [string, () => Promise<unknown>, () => Promise<unknown>])[] = [
  [
    'DynamoDB',
    () =>
      new dynamodb.DynamoDBClient(options).send(
        new dynamodb.PutItemCommand({
          TableName: 't',
          Item: { ...key, n: { N: '1' }, l: { L: [{ NULL: true }] } },
        }),
      ),
    () =>
      ourDynamodb.DynamoDBClient(options).send(
        ourDynamodb.PutItemCommand({
          TableName: 't',
          Item: { ...key, n: { N: '1' }, l: { L: [{ NULL: true }] } },
        }),
      ),
  ],
  [
    'Step Functions',
    () =>
      new sfn.SFNClient(options).send(
        new sfn.StartExecutionCommand({ stateMachineArn: 'arn:x', name: 'n', input: '{}' }),
      ),
    () =>
      ourSfn
        .SFNClient(options)
        .send(ourSfn.StartExecutionCommand({ stateMachineArn: 'arn:x', name: 'n', input: '{}' })),
  ],
  [
    'EventBridge, moments too',
    () =>
      new eventbridge.EventBridgeClient(options).send(
        new eventbridge.PutEventsCommand({ Entries: [{ Time: at, Source: 's', Detail: '{}' }] }),
      ),
    () =>
      ourEventbridge
        .EventBridgeClient(options)
        .send(ourEventbridge.PutEventsCommand({ Entries: [{ Time: at, Source: 's', Detail: '{}' }] })),
  ],
  [
    'SES',
    () => new ses.SESv2Client(options).send(new ses.SendEmailCommand(mail)),
    () => ourSes.SESv2Client(options).send(ourSes.SendEmailCommand(mail)),
  ],
  [
    'SES, the suppression of an address',
    () => new ses.SESv2Client(options).send(new ses.DeleteSuppressedDestinationCommand(suppressed)),
    () => ourSes.SESv2Client(options).send(ourSes.DeleteSuppressedDestinationCommand(suppressed)),
  ],
  [
    'Pinpoint',
    () =>
      new pinpoint.PinpointClient(options).send(
        new pinpoint.SendMessagesCommand({ ApplicationId: 'abc', MessageRequest: sms }),
      ),
    () =>
      ourPinpoint
        .PinpointClient(options)
        .send(ourPinpoint.SendMessagesCommand({ ApplicationId: 'abc', MessageRequest: sms })),
  ],
  [
    'Secrets Manager',
    () =>
      new secrets.SecretsManagerClient(options).send(new secrets.GetSecretValueCommand({ SecretId: 's' })),
    () => ourSecrets.SecretsManagerClient(options).send(ourSecrets.GetSecretValueCommand({ SecretId: 's' })),
  ],
  [
    'End User Messaging',
    () =>
      new texts.PinpointSMSVoiceV2Client(options).send(
        new texts.SendTextMessageCommand({ DestinationPhoneNumber: '+491701234567', MessageBody: 'ü' }),
      ),
    () =>
      ourTexts
        .PinpointSMSVoiceV2Client(options)
        .send(ourTexts.SendTextMessageCommand({ DestinationPhoneNumber: '+491701234567', MessageBody: 'ü' })),
  ],
  [
    'Scheduler, but for the token of each attempt',
    () => new scheduler.SchedulerClient(options).send(new scheduler.CreateScheduleCommand(timer)),
    () => ourScheduler.SchedulerClient(options).send(ourScheduler.CreateScheduleCommand(timer)),
  ],
];

test.each(pairs)('%s is asked the same, and the signature is the SDK’s', async (_, sdk, ours) => {
  const theirs = await asked(sdk);
  expect(meaning(await asked(ours))).toEqual(meaning(theirs));
  expect(signedAgain(theirs)).toBe(theirs.headers.authorization);
});

/** The request of the SDK, with the headers that it signed, signed by us. */
function signedAgain({ method, path, headers, body }: Seen): string {
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const [, region = '', service = ''] = scope.split('/');
  const signed = Object.fromEntries(names.split(';').map((name) => [name, String(headers[name])]));
  return authorization(
    { method, path, headers: signed, body },
    { region, service, accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey },
  );
}

test('a refusal has its name, status and fields', async () => {
  answer = {
    status: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'no',
      Item: { pk: { S: 'x' } },
    },
  };
  const theirs = await new dynamodb.DynamoDBClient(options)
    .send(new dynamodb.GetItemCommand({ TableName: 't', Key: key }))
    .catch((error: unknown) => error);
  const ours = await ourDynamodb
    .DynamoDBClient(options)
    .send(ourDynamodb.GetItemCommand({ TableName: 't', Key: key }))
    .catch((error: unknown) => error);
  answer = { status: 200, body: {} };
  expect(theirs).toBeInstanceOf(dynamodb.ConditionalCheckFailedException);
  expect(ours).toBeInstanceOf(ourDynamodb.ConditionalCheckFailedException);
  const facts = { name: 'ConditionalCheckFailedException', message: 'no', Item: { pk: { S: 'x' } } };
  expect(theirs).toMatchObject({ ...facts, $metadata: { httpStatusCode: 400 } });
  expect(ours).toMatchObject({ ...facts, $metadata: { httpStatusCode: 400 } });
});

// Bundles of hot functions take the names off classes: nothing may be chosen by them.
test.each([
  ['client-scheduler', 'SchedulerClient', 'DeleteScheduleCommand', 'ResourceNotFoundException'],
  ['client-scheduler', 'SchedulerClient', 'UpdateScheduleCommand', 'ConflictException'],
  ['client-dynamodb', 'DynamoDBClient', 'GetItemCommand', 'ConditionalCheckFailedException'],
])('minified, %s knows its refusals (%s, %s)', async (file, make, command, name) => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-signed-'));
  const outfile = join(folder, 'bundled.mjs');
  await build({
    entryPoints: [`functions/adapters/aws/signed/${file}.ts`],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
  });
  const bundled = await import(outfile);
  rmSync(folder, { recursive: true });
  answer = { status: 409, body: { __type: name, message: 'so it is' } };
  const asked = bundled[command]({ Name: 'n', GroupName: 'g', TableName: 't', Key: key });
  const refused = await bundled[make](options)
    .send(asked)
    .catch((error: unknown) => error);
  answer = { status: 200, body: {} };
  expect(refused).toBeInstanceOf(bundled[name]);
  expect(refused).toMatchObject({ name });
});

test('an answer that does not come in time is no answer', async () => {
  const silent = await listening(createServer(() => {}));
  const client = ourSes.SESv2Client({
    ...options,
    endpoint: silent.url,
    requestHandler: { requestTimeout: 30 },
  });
  await expect(client.send(ourSes.SendEmailCommand(mail))).rejects.toMatchObject({ name: 'TimeoutError' });
  await silent.close();
});

test.each([
  ['eu-south-1', 'https://states.eu-south-1.amazonaws.com/'],
  ['cn-north-1', 'https://states.cn-north-1.amazonaws.com.cn/'],
  ['us-gov-west-1', 'https://states.us-gov-west-1.amazonaws.com/'],
])('in %s the service is at %s', (region, address) => {
  const service = { host: 'states', signing: 'states', variable: 'SOJOURN_TEST_NONE' };
  expect(endpointOf(service, { region }).href).toBe(address);
});

test('the moment of a signature has no fraction', () => {
  expect(amzDate(at.getTime())).toBe('20260304T050607Z');
});
