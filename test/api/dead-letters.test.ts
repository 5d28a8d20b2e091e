/** Dead letters of a running product: read, told again to a workflow that can take them now, removed; by route and by command. */
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepDeadChange, keepDeadEvent } from '../../functions/domain/event/dead-letter.ts';
import { ownerOf } from '../../functions/domain/run/keys.ts';
import { type Listening, listening } from '../adapters/listening.ts';
import { sojourn } from '../cli/command.ts';
import { items, type Running, startProduct, text } from './product.ts';

let running: Running;
beforeAll(async () => {
  running = await startProduct();
});
afterAll(() => running.close());

const WORKFLOW = `language: 1
name: orders
triggers: [{ on: external.occurred, name: order }]
start: mark
steps:
  mark: { kind: add-tag, tag: ordered, next: end }
`;

/** An order that came when no workflow asked for it, kept as a dead letter of the event that it would have been. */
async function letterOf(email: string): Promise<string> {
  const { call, product } = running;
  const { deps } = product;
  const told = await call('POST', '/v1/events', {
    type: 'external.occurred',
    contact: { email },
    properties: { name: 'order' },
  });
  const [accepted] = items({ ...told, body: { items: told.body.accepted } });
  const contact = String(accepted?.contact);
  const { tenant } = ownerOf({ tenant: text((await call('GET', '/v1/tenant')).body, 'id'), contact });
  const page = await deps.store.query(`${tenant}|contact|${contact}`, { prefix: 'act#', limit: 10 });
  const row = page.items.find(({ body }) => JSON.stringify(body).includes('"order"'))?.sk ?? '';
  const event = {
    tenant,
    contact,
    id: String(accepted?.id),
    row,
    type: 'external.occurred',
    at: '',
    depth: 0,
  };
  await keepDeadEvent(deps, event, new Error('the table was away'));
  return contact;
}

const letters = async () => items(await running.call('GET', '/v1/dead-letters'));

test('a letter is shown with its reason, and told again when its cause is mended', async () => {
  const { call, product } = running;
  const contact = await letterOf('ada@example.com');
  await product.idle();
  expect(await letters()).toMatchObject([
    { what: 'event', type: 'external.occurred', contact, error: 'Error: the table was away' },
  ]);
  await call('PUT', '/v1/workflows/orders', WORKFLOW, { 'content-type': 'application/yaml' });
  const published = await call('POST', '/v1/workflows/orders/publish');
  expect(published.status).toBe(200);
  await call('POST', '/v1/workflows/orders/start', {});
  const replayed = await call('POST', '/v1/dead-letters/replay');
  expect([replayed.status, replayed.body]).toEqual([200, { replayed: 1, kept: 0 }]);
  await product.idle();
  const ada = await call('GET', `/v1/contacts/${contact}`);
  expect(ada.body.tags).toHaveProperty('ordered');
  expect(await letters()).toEqual([]);
});

test('a change of a contact cannot be told again, and can be removed', async () => {
  const { call, product } = running;
  const { deps } = product;
  const tenant = text((await call('GET', '/v1/tenant')).body, 'id');
  const key = { pk: `${tenant}|contact|c9`, sk: 'card' };
  await keepDeadChange(deps, { seq: '7', key, rev: 1, new: {} }, new Error('broken'));
  expect((await call('POST', '/v1/dead-letters/replay')).body).toEqual({ replayed: 0, kept: 1 });
  const [letter] = await letters();
  expect(letter).toMatchObject({ what: 'change', error: 'Error: broken' });
  const path = `/v1/dead-letters/${encodeURIComponent(String(letter?.id))}`;
  expect((await call('DELETE', path)).status).toBe(204);
  expect((await call('DELETE', path)).status).toBe(404);
});

describe('the command', () => {
  test('lists, and tells again', async () => {
    const { key, url, product } = running;
    const contact = await letterOf('eve@example.com');
    const flags = ['--url', url, '--key', key];
    const list = await sojourn(['dead-letters', 'list', ...flags]);
    expect(list.stdout).toMatch(
      new RegExp(`^\\S+  external\\.occurred  ${contact}  Error: the table was away\\n$`),
    );
    const replay = await sojourn(['dead-letters', 'replay', ...flags]);
    expect([replay.code, replay.stdout]).toEqual([0, '1 told again, 0 kept: changes of contacts.\n']);
    await product.idle();
    expect((await sojourn(['dead-letters', 'list', ...flags])).stdout).toBe('No dead letters.\n');
  });

  test('is refused with the reason', async () => {
    const { code, stderr } = await sojourn([
      'dead-letters',
      'list',
      '--url',
      running.url,
      '--key',
      'sk_none',
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('HTTP 401')]);
  });

  test.each([[[]], [['burn']], [['list', 'all']]])('called with %j shows its usage', async (argv) => {
    const { code, stderr } = await sojourn(['dead-letters', ...argv]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^Usage: sojourn dead-letters/)]);
  });
});

describe('the queues of a deployment', () => {
  const URL_OF = 'https://sqs.eu-south-1.amazonaws.com/123456789012/';
  const QUEUES: Readonly<Record<string, { readonly messages: number; readonly source?: string }>> = {
    'sojourn-events-Events11111111-a': { messages: 4 },
    'sojourn-events-Dead22222222-b': { messages: 3, source: 'sojourn-events-Events11111111-a' },
    'sojourn-channels-DeadFeedback33333333-c': { messages: 0, source: 'sojourn-channels-Feedback44444444-d' },
    'sojourn-workflows-DeadTimers55555555-e': { messages: 2 },
  };
  const arnOf = (name: string): string => `arn:aws:sqs:eu-south-1:123456789012:${name}`;
  const asked: { readonly operation: string; readonly input: { readonly QueueUrl?: string } }[] = [];
  let service: Listening;
  let env: Readonly<Record<string, string>>;

  function answer(operation: string, { QueueUrl = '' }: { readonly QueueUrl?: string }): object {
    const name = QueueUrl.replace(URL_OF, '');
    const source = QUEUES[name]?.source;
    switch (operation) {
      case 'ListQueues':
        return { QueueUrls: Object.keys(QUEUES).map((each) => `${URL_OF}${each}`) };
      case 'GetQueueAttributes':
        return {
          Attributes: {
            QueueArn: arnOf(name),
            ApproximateNumberOfMessages: String(QUEUES[name]?.messages ?? 0),
          },
        };
      case 'ListDeadLetterSourceQueues':
        return { queueUrls: source === undefined ? [] : [`${URL_OF}${source}`] };
      default:
        return { TaskHandle: 'handle' };
    }
  }

  beforeAll(async () => {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const operation = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
      const input: { readonly QueueUrl?: string } = JSON.parse(Buffer.concat(chunks).toString());
      asked.push({ operation, input });
      response.end(JSON.stringify(answer(operation, input)));
    });
    service = await listening(server);
    env = {
      AWS_ENDPOINT_URL: service.url,
      AWS_REGION: 'eu-south-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
  });
  afterAll(() => service.close());

  test('are told with how much is in each', async () => {
    const { stdout, code } = await sojourn(['dead-letters', 'list', '--aws'], { env });
    expect([code, stdout]).toEqual([
      0,
      'Dead: about 3\nDeadFeedback: none\nDeadTimers: about 2; nothing leads back: the sweeper has looked at what they were for\n',
    ]);
  });

  test('go back to where they came from, and nowhere else', async () => {
    asked.length = 0;
    const { stdout } = await sojourn(['dead-letters', 'replay', '--aws'], { env });
    expect(stdout).toContain('Dead: about 3, going back\n');
    expect(asked.filter(({ operation }) => operation === 'StartMessageMoveTask')).toEqual([
      {
        operation: 'StartMessageMoveTask',
        input: {
          SourceArn: arnOf('sojourn-events-Dead22222222-b'),
          DestinationArn: arnOf('sojourn-events-Events11111111-a'),
        },
      },
    ]);
  });
});
