/**
 * HTTP calls to the systems of tenants, from a machine that may stand inside somebody's network: names are resolved first,
 * every address found must be public, and the connection goes to that very address, so that a name cannot change its mind
 * in between. Redirects are not followed. Time and size are bounded.
 */
import type { IncomingMessage, RequestOptions } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import type { Outbound, OutboundAnswer, OutboundRequest } from '../../ports/outbound.ts';
import { isPublicAddress } from './public-address.ts';

/** More of an answer is not read. */
const ANSWER_BYTES = 64 * 1024;

export type OutboundOptions = {
  /** `host:port` that may be called wherever it leads, for tests and local development. */
  readonly allow?: readonly string[];
  readonly resolve?: (host: string) => Promise<readonly string[]>;
};

// Node's modules for the network are loaded with the first call: many functions that may call start without doing so.
const systemResolve = async (host: string): Promise<readonly string[]> => {
  const { lookup } = process.getBuiltinModule('node:dns/promises');
  return (await lookup(host, { all: true })).map(({ address }) => address);
};

export function createOutbound({ allow = [], resolve = systemResolve }: OutboundOptions = {}): Outbound {
  const allowed = new Set(allow.map((entry) => entry.toLowerCase()));
  return {
    async call(request) {
      const url = parseUrl(request.url);
      if (typeof url === 'string') return { outcome: 'refused', reason: url };
      const signal = AbortSignal.timeout(request.timeoutMs);
      try {
        const target = await within(signal, targetOf(url, allowed, resolve));
        if (typeof target === 'string') return { outcome: 'refused', reason: target };
        return await exchange(url, target.address, request, signal);
      } catch (error) {
        return { outcome: 'failed', reason: reasonOf(error, request.timeoutMs) };
      }
    },
  };
}

function parseUrl(text: string): URL | string {
  if (!URL.canParse(text)) return 'it is not a URL';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `the scheme \`${url.protocol.slice(0, -1)}\` is not http or https`;
  }
  return url;
}

/** The address to connect to, or why there is none. `URL` has already turned decimal, octal and hex forms into dotted ones. */
async function targetOf(
  url: URL,
  allowed: ReadonlySet<string>,
  resolve: (host: string) => Promise<readonly string[]>,
): Promise<{ readonly address: string } | string> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) > 0 ? [host] : await resolve(host);
  const [address] = addresses;
  if (address === undefined) throw new Error(`\`${host}\` has no address`);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  if (allowed.has(`${host}:${port}`)) return { address };
  const hidden = addresses.find((candidate) => !isPublicAddress(candidate));
  if (hidden === undefined) return { address };
  return hidden === host
    ? `\`${host}\` is not a public address`
    : `\`${host}\` leads to \`${hidden}\`, which is not a public address`;
}

function exchange(
  url: URL,
  address: string,
  { method, headers, body }: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  const checked: LookupFunction = (_host, options, found) => {
    const family = isIP(address);
    if (options.all === true) found(null, [{ address, family }]);
    else found(null, address, family);
  };
  const options: RequestOptions = { method, headers: { ...headers }, signal, lookup: checked, agent: false };
  return new Promise((resolve, reject) => {
    const { request } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
    const outgoing = request(url, options, (incoming) => {
      read(incoming).then(
        (text) => resolve({ outcome: 'answered', status: incoming.statusCode ?? 0, body: text }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size >= ANSWER_BYTES) break;
  }
  incoming.destroy();
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
}

function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') {
    return `no complete answer within ${timeoutMs / 1000} s`;
  }
  return error.message;
}
