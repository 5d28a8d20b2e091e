/**
 * One address for everything: the API, tracking of mail, the console. It listens before the runtime opens, since links in
 * mail need to know the port; until then it says that it is starting.
 */
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import { Problem, problemResponse } from '../../functions/api/problem.ts';

export type Handler = (request: Request) => Promise<Response>;

export type Server = {
  /** Without a trailing slash. */
  readonly url: string;
  /** From now on requests are answered by this. */
  readonly serve: (handler: Handler) => void;
  /** No new requests; those under way have `graceMs` to end. */
  readonly close: (graceMs?: number) => Promise<void>;
};

class PortInUse extends Error {
  override readonly name = 'PortInUse';
}

const starting: Handler = async () =>
  new Response('Sojourn is starting.\n', { status: 503, headers: { 'retry-after': '1' } });

/** `port` 0 takes any that is free. Throws `PortInUse`. */
export async function listen(port: number, host: string): Promise<Server> {
  let handler = starting;
  const server = createAdaptorServer({
    fetch: (request: Request) => handler(request),
    // Node ends a request after five minutes; a large file over a slow line takes longer.
    serverOptions: { requestTimeout: 3_600_000 },
  });
  server.on('clientError', (error: Error, socket: Duplex) => void answerUnread(error, socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject('code' in error && error.code === 'EADDRINUSE' ? inUse(port) : error);
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${shownHost(host)}:${actual}`,
    serve: (next) => {
      handler = next;
    },
    close: (graceMs = 3000) =>
      new Promise((resolve) => {
        const impatient = setTimeout(() => {
          if ('closeAllConnections' in server) server.closeAllConnections();
        }, graceMs);
        server.close(() => {
          clearTimeout(impatient);
          resolve();
        });
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}

/** What Node's parser refuses never becomes a request, and is answered here, in the shape of any other refusal. */
async function answerUnread(error: Error, socket: Duplex): Promise<void> {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const response = problemResponse(unread(code));
  const body = await response.text();
  const head = [
    `HTTP/1.1 ${response.status} Refused`,
    `content-type: ${response.headers.get('content-type')}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function unread(code: unknown): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem('headers-too-large', 'Address and headers may have 16 KiB together.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request-timeout', 'Send it again.');
  return new Problem('invalid-request', 'This is no HTTP request that can be read.');
}

/** Addresses that mean "every one of this machine" cannot be called; its own can. */
function shownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function inUse(port: number): PortInUse {
  return new PortInUse(
    `Port ${port} is in use. Stop what listens there, or choose another with \`--port\` (\`--port 0\` takes any).`,
  );
}

export type Site = { readonly api: Handler; readonly track: Handler; readonly console: Handler };

/** Which part of the product a path belongs to. */
export function siteOf({ api, track, console }: Site): Handler {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (
      pathname === '/v1' ||
      pathname.startsWith('/v1/') ||
      pathname === '/openapi.json' ||
      pathname === '/docs'
    ) {
      return api(request);
    }
    if (pathname.startsWith('/t/')) return track(request);
    if (pathname === '/health')
      return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
    return console(request);
  };
}
