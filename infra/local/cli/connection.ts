/**
 * How commands reach a running product: flags first, then SOJOURN_URL and SOJOURN_KEY, then what `sojourn dev` left in the
 * data folder. Answers are parsed JSON whose fields are read one by one.
 */
import { readConnection } from '../local-key.ts';

export type Flags = {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly data?: string | undefined;
};

/** For parseArgs; every command that talks to a product takes them. */
export const CONNECTION_OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  data: { type: 'string' },
} as const;

export const CONNECTION_HELP =
  '  --url URL    the product; else SOJOURN_URL, else what `sojourn dev` runs\n' +
  '  --key KEY    an API key; else SOJOURN_KEY, else the local key, for a product on this machine\n' +
  '  --data DIR   data folder of the local product (.sojourn)\n';

export type Answer = { readonly status: number; readonly body: unknown };

export type Api = {
  readonly url: string;
  /** Throws `Unreachable`; a refusal is an answer like any other. */
  readonly call: (
    method: string,
    path: string,
    body?: string | ReadableStream<Uint8Array>,
    headers?: { readonly [name: string]: string },
  ) => Promise<Answer>;
  /** A file of any size, as it comes; or the refusal. */
  readonly download: (path: string) => Promise<Answer | { readonly stream: ReadableStream<Uint8Array> }>;
};

/** No product, or no key: the message says what to do. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export function connect(flags: Flags, env: { readonly [name: string]: string | undefined }): Api {
  const folder = flags.data ?? '.sojourn';
  const local = readConnection(folder);
  const url = flags.url ?? env.SOJOURN_URL ?? local.url;
  if (url === undefined) {
    throw new Unreachable(
      `No product runs on the data folder \`${folder}\`. Start one with \`npm start\`, or name one with --url and --key.`,
    );
  }
  const key = flags.key ?? env.SOJOURN_KEY ?? (url === local.url || isHere(url) ? local.apiKey : undefined);
  if (key === undefined) throw new Unreachable(`No API key for ${url}: pass --key, or set SOJOURN_KEY.`);
  const base = url.replace(/\/+$/, '');
  const ask = (path: string, init: RequestInit): Promise<Response> =>
    fetch(`${base}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...init.headers },
    }).catch((error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
      throw new Unreachable(`${base} does not answer${cause === '' ? '' : ` (${cause})`}. Is it running?`);
    });
  return {
    url: base,
    call: async (method, path, body, headers = {}) => {
      const response = await ask(path, {
        method,
        headers,
        ...(body === undefined ? {} : { body, duplex: 'half' }),
      });
      const text = await response.text();
      return { status: response.status, body: parsed(text) };
    },
    download: async (path) => {
      const response = await ask(path, { method: 'GET' });
      if (response.ok && response.body !== null) return { stream: response.body };
      return { status: response.status, body: parsed(await response.text()) };
    },
  };
}

/** Whether a key in this machine's files may be sent there. */
function isHere(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d+){3}$/.test(host);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 500) };
  }
}

export function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}

export function textField(body: unknown, name: string): string {
  const value = field(body, name);
  return typeof value === 'string' ? value : '';
}

export function numberField(body: unknown, name: string): number {
  const value = field(body, name);
  return typeof value === 'number' ? value : 0;
}

/** A refusal in one line. */
export function refusal({ status, body }: Answer): string {
  const detail = textField(body, 'detail') || textField(body, 'title') || 'no reason given';
  return `${detail} (HTTP ${status})`;
}
