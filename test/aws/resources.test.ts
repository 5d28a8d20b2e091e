/**
 * What the deployed product does with files and with what a provider tells afterwards: an import in a request, one that was
 * brought by a signed link, and a bounce that SES tells, which ends as a suppressed address.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { ListRulesCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { beforeAll, expect, test } from 'vitest';
import { MESSAGE_TAG, tagOf } from '../../functions/adapters/aws/channel/tag.ts';
import { eventBridge } from '../../functions/adapters/aws/clients.ts';
import { emulator } from './emulator.ts';
import { type Ask, invoke, productOf } from './product.ts';
import { sqs } from './queue.ts';
import { until } from './until.ts';

const HELLO = `
language: 1
name: greet
triggers: [{ on: list.joined, list: greeted }]
start: hello
steps:
  hello: { kind: send-email, subject: "Hi", text: "Welcome", next: end }
`;

let ask: Ask;
beforeAll(async () => {
  ({ ask } = await productOf('files'));
}, 600_000);

/** Functions live in the time of the stories; a link is good only if it was signed in the emulator's. */
async function inRealTime<T>(work: () => Promise<T>): Promise<T> {
  const file = process.env.SOJOURN_TEST_CLOCK;
  if (file === undefined) return work();
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, '');
  try {
    return await work();
  } finally {
    writeFileSync(file, before);
  }
}

const importerRuns = (): Promise<void> => invoke('sojourn-importer');

/** Whether the deployed rule for this source takes the event. */
async function takenBy(source: string, event: object): Promise<boolean> {
  const client = eventBridge(emulator());
  const { Rules = [] } = await client.send(new ListRulesCommand({}));
  const EventPattern = Rules.map(({ EventPattern = '' }) => EventPattern).find((text) =>
    text.includes(source),
  );
  const asked = new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) });
  return (await client.send(asked)).Result === true;
}

/** What the rule does with an event that it takes. */
async function toFeedback(event: object): Promise<void> {
  const { QueueUrls = [] } = await sqs<{ readonly QueueUrls?: readonly string[] }>('ListQueues', {});
  const QueueUrl = QueueUrls.find((url) => /\/sojourn-channels-Feedback/.test(url));
  await sqs('SendMessage', { QueueUrl, MessageBody: JSON.stringify(event) });
}

test('a file in the request is kept, and imported by the next call of the importer', async () => {
  const job = await ask('POST', '/v1/imports?format=csv&list=all', 'Email\nbea@example.org\nnobody\n', {
    'content-type': 'text/csv',
  });
  expect(job).toMatchObject({ state: 'running', totalBytes: 29 });
  await importerRuns();
  expect(await ask('GET', `/v1/imports/${job.id}`)).toMatchObject({ state: 'done', created: 1, refused: 1 });
  expect(await ask('GET', '/v1/contacts?email=bea@example.org')).toMatchObject({
    items: [{ lists: { all: {} } }],
  });
});

test('a file that was brought by a signed link is imported too', async () => {
  const csv = 'Email\ncyd@example.org\n';
  const { url, upload } = await inRealTime(() => ask('POST', '/v1/imports/uploads', { bytes: csv.length }));
  const put = await fetch(String(url), { method: 'PUT', body: csv });
  expect(put.status).toBe(200);
  const job = await ask('POST', `/v1/imports?format=csv&upload=${upload}`);
  await importerRuns();
  expect(await ask('GET', `/v1/imports/${job.id}`)).toMatchObject({ state: 'done', created: 1 });
});

test('a bounce that SES tells is the contact’s, and keeps her from being written to', async () => {
  await ask('PUT', '/v1/workflows/greet', HELLO);
  await ask('POST', '/v1/workflows/greet/publish', { placement: 'standard' });
  await ask('POST', '/v1/workflows/greet/start', {});
  const dee = { id: 'dee', email: 'dee@example.org', lists: ['greeted'], consents: { email: 'in' } };
  await ask('POST', '/v1/contacts', dee);
  let run = '';
  await until(async () => {
    const { items } = await ask('GET', '/v1/messages?contact=dee');
    expect(items).toMatchObject([{ contact: 'dee', state: 'sent' }]);
    run = /"run":"([^"]+)"/.exec(JSON.stringify(items))?.[1] ?? '';
  });
  const tags = {
    'ses:configuration-set': ['sojourn'],
    [MESSAGE_TAG]: [tagOf({ tenant: 'files', run, turn: 0 })],
  };
  const bounced = [{ emailAddress: 'dee@example.org', diagnosticCode: '550 unknown' }];
  const detail = {
    eventType: 'Bounce',
    bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: bounced },
    mail: { messageId: 'id', tags },
  };
  const event = {
    ...{ version: '0', id: '1', account: '000000000000', region: 'us-east-1', time: '2026-11-22T07:00:00Z' },
    ...{ source: 'aws.ses', 'detail-type': 'Email Bounced', resources: [], detail },
  };
  // Nobody but AWS may put such an event on the bus: the rule is asked whether it would take it, and its queue given it.
  expect(await takenBy('aws.ses', event)).toBe(true);
  expect(await takenBy('aws.ses', { ...event, detail: { ...detail, mail: { tags: {} } } })).toBe(false);
  await toFeedback(event);
  await until(async () =>
    expect(await ask('GET', '/v1/contacts/dee')).toMatchObject({
      suppressed: { email: expect.stringContaining('bounced') },
    }),
  );
  expect(await ask('GET', '/v1/messages?contact=dee')).toMatchObject({
    items: [{ bouncedAt: expect.any(String) }],
  });
});
