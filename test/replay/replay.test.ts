/** `sojourn replay`: what it asks of the archive of a bus, of the bucket of what the feed gave up, and of the feed. */
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { replayCommand } from '../../infra/local/cli/replay.ts';
import { type Listening, listening } from '../adapters/listening.ts';
import { sojourn } from '../cli/command.ts';

type Answer = { readonly status?: number; readonly body: object | string };
type Asked = { readonly what: string; readonly body: string };

let service: Listening;
let env: Readonly<Record<string, string>>;
let answers: { readonly [what: string]: Answer };
const asked: Asked[] = [];

const ARCHIVE = {
  ArchiveArn: 'arn:aws:events:eu-south-1:123456789012:archive/sojourn-events',
  EventSourceArn: 'arn:aws:events:eu-south-1:123456789012:event-bus/sojourn',
};
const REPLAY = {
  ReplayName: 'sojourn-1',
  State: 'RUNNING',
  EventStartTime: Date.parse('2026-11-01T00:00:00Z') / 1000,
  EventEndTime: Date.parse('2026-11-02T00:00:00Z') / 1000,
};
const MAPPINGS = {
  EventSourceMappings: [
    { UUID: 'm', DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failures-of-ours' } } },
  ],
};
const FILES = ['a/2026/11/01/1', 'b/2026/11/01/1', 'b/2026/11/01/2'].map((name) => `aws/lambda/m/${name}`);
const [OLD = '', FRESH = '', BROKEN = ''] = FILES;
const listed = (files: readonly string[]): string =>
  `<?xml version="1.0"?><ListBucketResult><Name>failures-of-ours</Name><KeyCount>${files.length}</KeyCount><IsTruncated>false</IsTruncated>${files
    .map((key) => {
      const at = key === OLD ? '2026-01-01T00:00:00.000Z' : new Date().toISOString();
      return `<Contents><Key>${key}</Key><LastModified>${at}</LastModified><Size>9</Size></Contents>`;
    })
    .join('')}</ListBucketResult>`;
const INVOKE = 'POST /2015-03-31/functions/sojourn-feed/invocations';
const LIST = 'GET /failures-of-ours';

const WELL: { readonly [what: string]: Answer } = {
  'AWSEvents.DescribeArchive': { body: ARCHIVE },
  'AWSEvents.StartReplay': { body: { State: 'STARTING' } },
  'AWSEvents.ListReplays': { body: { Replays: [REPLAY] } },
  'GET /2015-03-31/event-source-mappings/': { body: MAPPINGS },
  [LIST]: { body: listed(FILES.slice(0, 2)) },
  // As Lambda writes it: the call as text, or whole.
  [`GET /failures-of-ours/${OLD}`]: {
    body: { payload: JSON.stringify({ Records: [{ eventID: '1' }], shardId: 'shard-a' }) },
  },
  [`GET /failures-of-ours/${FRESH}`]: {
    body: { payload: { Records: [{ eventID: '2' }] }, DDBStreamBatchInfo: { shardId: 'shard-b' } },
  },
  [`GET /failures-of-ours/${BROKEN}`]: { body: 'nothing that Lambda wrote' },
  [`DELETE /failures-of-ours/${OLD}`]: { status: 204, body: '' },
  [`DELETE /failures-of-ours/${FRESH}`]: { status: 204, body: '' },
  [INVOKE]: { body: { batchItemFailures: [] } },
};

beforeAll(async () => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const target = request.headers['x-amz-target'];
    const path = decodeURIComponent((request.url ?? '').replace(/\?.*/, '').replace(/(?<=ours)\/$/, ''));
    const what = typeof target === 'string' ? target : `${request.method} ${path}`;
    asked.push({ what, body: Buffer.concat(chunks).toString() });
    const { status = 200, body } = answers[what] ?? {
      status: 400,
      body: { __type: 'ResourceNotFoundException', message: what },
    };
    response.writeHead(status);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
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
beforeEach(() => {
  answers = WELL;
  asked.length = 0;
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function replay(...argv: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  const into = (name: keyof typeof said) => ({
    write: (text: string) => {
      said[name] += text;
      return true;
    },
  });
  const code = await replayCommand(argv, { stdout: into('stdout'), stderr: into('stderr') });
  return { code, ...said };
}

const bodies = (what: string): readonly object[] =>
  asked.filter((each) => each.what === what).map(({ body }) => JSON.parse(body));
const removed = (): readonly string[] =>
  asked.flatMap(({ what }) =>
    what.startsWith('DELETE ') ? [what.slice('DELETE /failures-of-ours/'.length)] : [],
  );

describe('events', () => {
  test('of a time go from the archive to the bus they came from', async () => {
    const { code, stdout } = await replay(
      ...['events', '--from', '2026-11-01T00:00:00Z', '--to', '2026-11-02T01:00:00+01:00'],
    );
    expect(stdout).toMatch(
      /^sojourn-\d+: events from 2026-11-01T00:00:00.000Z to 2026-11-02T00:00:00.000Z are told again\./,
    );
    expect(code).toBe(0);
    expect(bodies('AWSEvents.StartReplay')).toEqual([
      {
        ReplayName: expect.stringMatching(/^sojourn-\d+$/),
        EventSourceArn: ARCHIVE.ArchiveArn,
        EventStartTime: REPLAY.EventStartTime,
        EventEndTime: REPLAY.EventEndTime,
        Destination: { Arn: ARCHIVE.EventSourceArn },
      },
    ]);
  });

  test('of a deployment without an archive cannot be told', async () => {
    answers = {};
    const asking = ['events', '--from', '2026-11-01T00:00:00Z', '--name', 'other'];
    const { code, stdout } = await replay(...asking);
    expect([code, stdout]).toEqual([1, 'The bus of `other` has no archive in eu-south-1.\n']);
    expect(bodies('AWSEvents.DescribeArchive')).toEqual([{ ArchiveName: 'other-events' }]);
  });

  test('need permission, and say so', async () => {
    answers = {
      'AWSEvents.DescribeArchive': {
        status: 400,
        body: { __type: 'AccessDeniedException', message: 'not you' },
      },
    };
    const { code, stderr } = await replay('events', '--from', '2026-11-01T00:00:00Z');
    expect([code, stderr]).toEqual([1, 'AccessDeniedException: not you\n']);
  });
});

describe('what the feed gave up', () => {
  test('is told again whole and with its shard; what is done is removed', async () => {
    const { code, stdout } = await replay('feed');
    expect([code, stdout]).toEqual([0, '2 batches told again, 0 kept.\n']);
    expect(bodies(INVOKE)).toEqual([
      // So old that nobody knows any more how far that shard was counted.
      { Records: [{ eventID: '1' }], shardId: 'shard-a', again: { counted: true } },
      { Records: [{ eventID: '2' }], shardId: 'shard-b', again: { counted: false } },
    ]);
    expect(removed()).toEqual([OLD, FRESH]);
  });

  test.each([
    [{ batchItemFailures: [{ itemIdentifier: '2' }] }, 'a change failed again: see the log of the feed'],
    [{ errorType: 'Error', errorMessage: 'the table was away' }, 'the table was away'],
  ])('stays where it is when it fails again: %j', async (body, reason) => {
    answers = { ...WELL, [INVOKE]: { body }, [LIST]: { body: listed([FRESH]) } };
    const { code, stdout } = await replay('feed', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([1, { told: 0, kept: [{ key: FRESH, refusal: reason }] }]);
    expect(removed()).toEqual([]);
  });

  test('a file that holds no batch stands in nobody’s way', async () => {
    answers = { ...WELL, [LIST]: { body: listed([BROKEN, FRESH]) } };
    const { code, stdout } = await replay('feed');
    expect([code, stdout]).toEqual([1, `1 batch told again, 1 kept.\n${BROKEN}: holds no batch\n`]);
    expect(removed()).toEqual([FRESH]);
  });
});

test('list shows how far replays are, and what waits', async () => {
  const { code, stdout } = await sojourn(['replay', 'list'], { env });
  expect([code, stdout]).toEqual([
    0,
    'sojourn-1: RUNNING, 2026-11-01T00:00:00.000Z to 2026-11-02T00:00:00.000Z, told up to -\n2 batches given up by the feed.\n',
  ]);
});

test.each([
  [[]],
  [['burn']],
  [['events']],
  [['events', '--from', 'yesterday']],
  [['events', '--from', '2026-11-01T00:00:00']],
  [['events', '--from', '2026-11-02T00:00:00Z', '--to', '2026-11-01T00:00:00Z']],
  [['feed', '--from', '2026-11-02T00:00:00Z']],
])('called with %j shows its usage', async (argv) => {
  const { code, stderr } = await replay(...argv);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^Usage: sojourn replay/)]);
});
