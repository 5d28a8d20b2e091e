import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, startProduct } from './product.ts';

let running: Running;
beforeAll(async () => {
  running = await startProduct();
});
afterAll(() => running.close());

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

type Bad = readonly [
  what: string,
  method: string,
  path: string,
  body: string | undefined,
  status: number,
  says: RegExp,
];
const table: readonly Bad[] = [
  ['broken JSON', 'POST', '/v1/contacts', '{"email": ', 400, /JSON/],
  ['a body that is no object', 'POST', '/v1/contacts', '"ada"', 400, /must be object/],
  ['an empty body', 'POST', '/v1/contacts', '', 400, /needs `id`, `email` or `phone`/],
  [
    'an unknown field',
    'POST',
    '/v1/contacts',
    '{"email":"a@example.com","emial":1}',
    400,
    /`\/emial` is no field/,
  ],
  ['a wrong type', 'POST', '/v1/contacts', '{"email":7}', 400, /`\/email`/],
  ['an address that is none', 'POST', '/v1/contacts', '{"email":"ada"}', 422, /not an e-mail address/],
  ['a zone that is none', 'POST', '/v1/contacts', '{"email":"a@example.com","zone":"Mars"}', 422, /IANA/],
  ['an id that is none', 'POST', '/v1/contacts', '{"id":"a b"}', 400, /`\/id`/],
  ['nesting within the limit', 'POST', '/v1/contacts', deep(100), 400, /must be object/],
  ['nesting beyond the limit', 'POST', '/v1/contacts', deep(101), 400, /nests 101 levels; at most 100/],
  ['nesting far beyond it', 'POST', '/v1/contacts', deep(200_000), 400, /nests 200000 levels/],
  ['10 MB of JSON', 'POST', '/v1/contacts', JSON.stringify({ email: 'x'.repeat(10_000_000) }), 413, /2 MiB/],
  ['10 MB of workflow', 'PUT', '/v1/workflows/big', 'x'.repeat(10_000_000), 413, /2097152 bytes/],
  [
    'a prototype in disguise',
    'POST',
    '/v1/contacts',
    '{"email":"p@example.com","details":{"__proto__":"x"}}',
    422,
    /__proto__/,
  ],
  [
    'an unknown query parameter',
    'GET',
    '/v1/contacts?limt=5',
    undefined,
    400,
    /`query\/limt` is no parameter/,
  ],
  ['a limit that is too large', 'GET', '/v1/contacts?limit=5000', undefined, 400, /query\/limit/],
  ['a limit that is no number', 'GET', '/v1/contacts?limit=many', undefined, 400, /query\/limit/],
  ['a parameter twice', 'GET', '/v1/contacts?limit=5&limit=6', undefined, 400, /twice/],
  ['a moment that is none', 'GET', '/v1/events.ndjson?to=soon', undefined, 400, /^`query\/to` `soon` is not/],
  ['a time that is none', 'GET', '/v1/runs?from=soon', undefined, 400, /^`query\/from` is no time/],
  ['a cursor of nowhere', 'GET', '/v1/contacts?after=nonsense', undefined, 400, /`after`/],
  [
    'an event of an unknown type',
    'POST',
    '/v1/events',
    '{"type":"x.y","contact":{"email":"a@example.com"}}',
    422,
    /`x.y`/,
  ],
  [
    'an event only we know',
    'POST',
    '/v1/events',
    '{"type":"email.opened","contact":{"email":"a@example.com"}}',
    422,
    /cannot be reported/,
  ],
  [
    'an event of nobody',
    'POST',
    '/v1/events',
    '{"type":"web.page-visited","contact":{"id":"nobody"},"properties":{"url":"/"}}',
    404,
    /no contact/,
  ],
  [
    'an event without its property',
    'POST',
    '/v1/events',
    '{"type":"web.page-visited","contact":{"email":"a@example.com"}}',
    422,
    /`url`/,
  ],
  ['no events', 'POST', '/v1/events', '[]', 400, /fewer than 1 items/],
  ['a name that is none', 'PUT', '/v1/workflows/No%20Name', 'name: x', 404, /no/],
  ['a name that is an address', 'PUT', '/v1/workflows/schema', 'name: schema', 422, /another name/],
  ['publishing what was never saved', 'POST', '/v1/workflows/nothing/publish', '{}', 404, /no draft/],
  ['a path that is none', 'GET', '/v1/nothing', undefined, 404, /no address/],
  ['a method that is not offered', 'DELETE', '/v1/tenant', undefined, 405, /takes GET, PATCH/],
  ['a method of its neighbours', 'OPTIONS', '/v1/contacts/count', undefined, 405, /takes POST\.$/],
  ['an encoded slash', 'GET', '/v1/contacts/a%2Fb', undefined, 404, /no contact/],
  ['a broken escape', 'GET', '/v1/contacts/%E0%A4%A', undefined, 404, /no/],
];

describe('each bad request gets a problem that says what to do', () => {
  test.each(table)('%s', async (_, method, path, body, status, says) => {
    const answer = await running.call(method, path, body);
    expect([answer.status, answer.body.status]).toEqual([status, status]);
    expect(answer.body.detail).toMatch(says);
    expect(answer.body.type).toMatch(/^\/docs#problem-/);
    // What the sentence names is in `errors` too, for programs.
    const at = /^`(query[^`]*|\/[^`]*)` /.exec(String(answer.body.detail))?.[1];
    if (at !== undefined && status !== 404 && status !== 405)
      expect(answer.body.errors).toContainEqual(expect.objectContaining({ at }));
  });

  test('and the product goes on', async () => {
    expect((await running.call('GET', '/v1/tenant')).status).toBe(200);
  });
});

test('all mistakes of a body are named at once', async () => {
  const { body } = await running.call('POST', '/v1/keys', { role: 'king', colour: 'red' });
  expect(body.errors).toEqual([
    { at: '/label', detail: 'is missing.' },
    { at: '/colour', detail: 'is no field of this request.' },
    { at: '/role', detail: 'must be one of `viewer`, `editor`, `admin`.' },
  ]);
});

test('a body that is larger than it announced is cut off at the limit', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const { hostname, port } = new URL(running.url);
    const sending = request({
      hostname,
      port,
      path: '/v1/contacts',
      method: 'POST',
      headers: { authorization: `Bearer ${running.key}`, 'transfer-encoding': 'chunked' },
    });
    sending.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.on('error', reject);
    for (let part = 0; part < 48; part += 1) sending.write(Buffer.alloc(64 * 1024, 'x'));
    sending.end();
  });
  expect(status).toBe(413);
});

describe('what is no HTTP request', () => {
  const said = async (bytes: string): Promise<{ readonly head: string; readonly body: unknown }> => {
    const { hostname, port } = new URL(running.url);
    const socket = connect(Number(port), hostname);
    socket.write(bytes);
    const parts = await socket.setEncoding('utf8').toArray();
    const [head = '', body = ''] = parts.join('').split('\r\n\r\n');
    return { head, body: JSON.parse(body) };
  };

  test.each([
    ['an endless address', `GET /v1/contacts?after=${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    ['no protocol', 'hello\r\n\r\n', 400],
  ])('%s gets a problem too', async (_, bytes, status) => {
    const { head, body } = await said(bytes);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('content-type: application/problem+json');
    expect(body).toMatchObject({ status, type: expect.stringMatching(/^\/docs#problem-/) });
  });
});

test('bytes that are no UTF-8 are refused', async () => {
  const response = await fetch(`${running.url}/v1/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}` },
    body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
  });
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('UTF-8')]);
});

test.each([
  ['none', undefined],
  ['another scheme', 'Basic c2s6'],
  ['nobody’s key', 'Bearer sk_local_aaaaaaaaaaaaaaaaaaaaaaaaaa'],
  ['an endless key', `Bearer ${'x'.repeat(5000)}`],
])('a request with %s as key is a 401 that says how to send one', async (_, authorization) => {
  const response = await fetch(`${running.url}/v1/tenant`, {
    headers: authorization === undefined ? {} : { authorization },
  });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toContain('Bearer');
});

test('a caller who leaves in the middle of a file leaves nothing behind', async () => {
  const { hostname, port } = new URL(running.url);
  const sending = request({
    hostname,
    port,
    path: '/v1/imports?format=csv',
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-length': '1000000' },
  });
  const gone = new Promise((resolve) => sending.on('error', resolve));
  await new Promise((resolve) => sending.write('email\nada@example.com\n', resolve));
  sending.destroy(new Error('left'));
  await gone;
  expect((await running.call('GET', '/v1/imports')).body.items).toEqual([]);
  expect((await running.call('GET', '/v1/tenant')).status).toBe(200);
});
