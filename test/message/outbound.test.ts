/** Calls to tenants' systems: which addresses are refused, however they are written, and what becomes of slow and large answers. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createOutbound } from '../../functions/adapters/node/outbound.ts';
import { isPublicAddress } from '../../functions/adapters/node/public-address.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return `127.0.0.1:${address.port}`;
}

const post = (url: string) => ({ method: 'POST', url, headers: {}, body: '{}', timeoutMs: 5000 });

describe('what is refused', () => {
  it.each([
    ['http://127.0.0.1/', /`127.0.0.1` is not a public address/],
    ['http://127.1/', /`127.0.0.1` is not/],
    ['http://2130706433/', /`127.0.0.1` is not/],
    ['http://0x7f000001/', /`127.0.0.1` is not/],
    ['http://0177.0.0.1/', /`127.0.0.1` is not/],
    ['http://0/', /`0.0.0.0` is not/],
    ['http://10.1.2.3:8080/x', /`10.1.2.3` is not/],
    ['http://172.16.0.1/', /is not a public address/],
    ['http://192.168.1.1/', /is not a public address/],
    ['http://100.64.0.1/', /is not a public address/],
    ['http://169.254.169.254/latest/meta-data/', /is not a public address/],
    ['http://224.0.0.1/', /is not a public address/],
    ['http://255.255.255.255/', /is not a public address/],
    ['http://[::1]/', /`::1` is not/],
    ['http://[::]/', /is not a public address/],
    ['http://[fd00::1]/', /is not a public address/],
    ['http://[fe80::1]/', /is not a public address/],
    ['http://[ff02::1]/', /is not a public address/],
    ['http://[::ffff:127.0.0.1]/', /is not a public address/],
    ['http://[::ffff:7f00:1]/', /is not a public address/],
    ['http://[64:ff9b::a00:1]/', /is not a public address/],
    ['http://[2002:7f00:1::]/', /is not a public address/],
    ['http://[fd00:ec2::254]/', /is not a public address/],
    ['ftp://example.com/', /scheme `ftp`/],
    ['file:///etc/passwd', /scheme `file`/],
    ['gopher://127.0.0.1/', /scheme `gopher`/],
    ['//example.com', /not a URL/],
    ['http://', /not a URL/],
    ['', /not a URL/],
  ])('%s', async (url, reason) => {
    const answer = await createOutbound({ resolve: async () => ['203.0.113.1'] }).call(post(url));
    expect(answer).toEqual({ outcome: 'refused', reason: expect.stringMatching(reason) });
  });

  it.each([['10.0.0.7'], ['127.0.0.1'], ['::1'], ['169.254.169.254'], ['::ffff:192.168.0.1']])(
    'a name that leads to %s, also when another of its addresses is public',
    async (address) => {
      const outbound = createOutbound({ resolve: async () => ['93.184.216.34', address] });
      expect(await outbound.call(post('https://hooks.example/x'))).toEqual({
        outcome: 'refused',
        reason: `\`hooks.example\` leads to \`${address}\`, which is not a public address`,
      });
    },
  );

  it('`localhost`, by the resolver of this machine', async () => {
    expect(await createOutbound().call(post('http://localhost:1/'))).toMatchObject({ outcome: 'refused' });
  });

  it('an allowed host on another port', async () => {
    const outbound = createOutbound({ allow: ['127.0.0.1:9'] });
    expect(await outbound.call(post('http://127.0.0.1:10/'))).toMatchObject({ outcome: 'refused' });
  });
});

it.each(['8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '64:ff9b::808:808'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

describe('what is called', () => {
  it('gets method, headers and body, at the address that was checked', async () => {
    const seen: unknown[] = [];
    const host = await listen((request, response) => {
      request.on('data', (chunk) =>
        seen.push(request.method, request.headers.host, request.headers['x-a'], String(chunk)),
      );
      request.on('end', () => response.writeHead(201).end('made'));
    });
    const port = host.split(':')[1];
    // The name is asked for once; a second answer would lead elsewhere.
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const outbound = createOutbound({
      allow: [`hooks.test:${port}`],
      resolve: async () => answers.shift() ?? [],
    });
    const answer = await outbound.call({
      ...post(`http://hooks.test:${port}/in?x=1`),
      headers: { 'X-A': 'b' },
    });
    expect(answer).toEqual({ outcome: 'answered', status: 201, body: 'made' });
    expect(seen).toEqual(['POST', `hooks.test:${port}`, 'b', '{}']);
    expect(answers).toHaveLength(1);
  });

  it('does not lead us on by a redirect', async () => {
    const host = await listen((_request, response) =>
      response.writeHead(302, { Location: 'http://169.254.169.254/' }).end(),
    );
    const outbound = createOutbound({ allow: [host] });
    expect(await outbound.call(post(`http://${host}/`))).toEqual({
      outcome: 'answered',
      status: 302,
      body: '',
    });
  });

  it('is read up to 64 KB', async () => {
    const host = await listen((_request, response) => {
      response.write('x'.repeat(200_000));
    });
    const answer = await createOutbound({ allow: [host] }).call(post(`http://${host}/`));
    expect(answer).toMatchObject({ outcome: 'answered', status: 200 });
    expect(answer.outcome === 'answered' && answer.body.length).toBe(65_536);
  });

  it('has its time', async () => {
    const host = await listen(() => {});
    const answer = await createOutbound({ allow: [host] }).call({
      ...post(`http://${host}/`),
      timeoutMs: 50,
    });
    expect(answer).toEqual({ outcome: 'failed', reason: 'no complete answer within 0.05 s' });
  });

  it('may hang up', async () => {
    const host = await listen((request) => request.socket.destroy());
    expect(await createOutbound({ allow: [host] }).call(post(`http://${host}/`))).toMatchObject({
      outcome: 'failed',
    });
  });

  it('may have no address', async () => {
    const outbound = createOutbound({
      resolve: async () => Promise.reject(new Error('getaddrinfo ENOTFOUND')),
    });
    expect(await outbound.call(post('http://nowhere.example/'))).toEqual({
      outcome: 'failed',
      reason: 'getaddrinfo ENOTFOUND',
    });
  });
});
