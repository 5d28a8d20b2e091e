/**
 * Commands that ask a deployed product: `sojourn import` of a file too large for a request, by the link that the product signs;
 * `sojourn replay` of what the feed gave up. The deployed API is known by the name in `Host`, which no URL can say here: a door
 * on a port of its own says it for the command.
 */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { ListBucketsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { s3 } from '../../functions/adapters/aws/clients.ts';
import { toAttributes } from '../../functions/adapters/aws/store/item.ts';
import { cardKey } from '../../functions/domain/keys.ts';
import { ownerOf } from '../../functions/domain/run/keys.ts';
import { type Listening, listening } from '../adapters/listening.ts';
import { sojourn } from '../cli/command.ts';
import { emulator } from './emulator.ts';
import { type Ask, invoke, productOf } from './product.ts';
import { until } from './until.ts';

const MARK = `
language: 1
name: mark
triggers: [{ on: list.joined, list: told }]
start: mark
steps:
  mark: { kind: add-tag, tag: marked, next: end }
`;
const folder = process.env.SOJOURN_TEST_FOLDER ?? '';

let ask: Ask;
let door: Listening;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  const { deployment, key, ...product } = await productOf('commands');
  ask = product.ask;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString();
    const { method = '', url = '' } = request;
    const answer = await deployment.call(key, method, url, text === '' ? undefined : JSON.parse(text));
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body);
  });
  door = await listening(server);
  const { endpoint, region, credentials } = emulator();
  env = {
    SOJOURN_URL: door.url,
    SOJOURN_KEY: key,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}, 600_000);
afterAll(() => door.close());

test('a file too large for a request is brought by the link, and followed to its end', async () => {
  const rows = Array.from({ length: 5 }, (_, at) => `c${at}@example.org,${'x'.repeat(900_000)}`);
  const file = join(folder, 'large.csv');
  writeFileSync(file, `Email,Notes\n${rows.join('\n')}\n`);
  const importing = sojourn(['import', file, '--list', 'large', '--mapping', 'Notes=skip', '--json'], {
    env,
  });
  const done = importing.then(() => true);
  // As its schedule does each minute.
  while ((await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 1000, false))])) === false)
    await invoke('sojourn-importer');
  const { code, stdout, stderr } = await importing;
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'done', created: 5, refused: 0 });
  expect(await ask('GET', '/v1/contacts?email=c2@example.org')).toMatchObject({
    items: [{ lists: { large: {} } }],
  });
});

test('a batch that the feed gave up is told again: what it tells happens, and its file is gone', async () => {
  await ask('PUT', '/v1/workflows/mark', MARK);
  await ask('POST', '/v1/workflows/mark/publish', { start: true });
  const { points: _points, ...card } = await ask('POST', '/v1/contacts', {
    id: 'eve',
    email: 'eve@example.org',
  });
  const { tenant, contact } = ownerOf({ tenant: 'commands', contact: 'eve' });
  const key = cardKey(tenant, contact);
  const imageOf = (lists: object) => {
    const body = { card: { ...card, lists }, cause: { source: 'api', depth: 0 } };
    return toAttributes({ do: 'put', key, body: JSON.parse(JSON.stringify(body)) }, 2, 'mark');
  };
  const OldImage = imageOf({});
  const NewImage = imageOf({ told: { at: '2026-01-01T00:00:00.000Z' } });
  const Keys = { pk: { S: key.pk }, sk: { S: key.sk } };
  const dynamodb = { SequenceNumber: '100000000000000000001', Keys, OldImage, NewImage };
  const Records = [{ eventID: 'e', eventName: 'MODIFY', dynamodb }];
  const client = s3(emulator());
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const Bucket = Buckets.map(({ Name = '' }) => Name).find((name) => /compute-failures/.test(name));
  const Key = 'aws/lambda/mapping/shardId-1/2026/01/01/2026-01-01T00.00.00-1';
  const payload = JSON.stringify({ Records, shardId: 'shardId-1' });
  await client.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify({ payload }) }));

  expect(await sojourn(['replay', 'list'], { env })).toMatchObject({
    code: 0,
    stdout: 'The bus has no archive.\n1 batch given up by the feed.\n',
  });
  expect(await sojourn(['replay', 'feed'], { env })).toMatchObject({
    code: 0,
    stdout: '1 batch told again, 0 kept.\n',
  });
  expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount ?? 0).toBe(0);
  await until(async () =>
    expect(await ask('GET', '/v1/contacts/eve')).toMatchObject({ tags: { marked: {} } }),
  );
});
