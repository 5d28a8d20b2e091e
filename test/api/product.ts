/**
 * The whole product in this process on a port and folder of its own, and a client that checks every answer against the
 * schema of its route: a body that the reference does not describe fails whatever test asked for it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Check, Errors } from 'typebox/schema';
import type { Route } from '../../functions/api/route.ts';
import { routes } from '../../functions/api/routes.ts';
import { ProblemBody } from '../../functions/api/schema.ts';
import { ensureLocalKey } from '../../infra/local/local-key.ts';
import { openProduct, type Product, type ProductOptions } from '../../infra/local/product.ts';
import { listen } from '../../infra/local/server.ts';

export type Answer = {
  readonly status: number;
  readonly body: Fields;
  readonly text: string;
  readonly headers: Headers;
};
export type Fields = { readonly [field: string]: unknown };
export type Client = (
  method: string,
  path: string,
  body?: unknown,
  headers?: { readonly [name: string]: string },
) => Promise<Answer>;

export type Running = {
  readonly url: string;
  readonly data: string;
  readonly product: Product;
  /** With the local operator key. */
  readonly call: Client;
  readonly as: (key: string) => Client;
  readonly key: string;
  readonly close: () => Promise<void>;
};

const quiet = {
  info: () => {},
  warn: () => {},
  error: (message: string, fields: object = {}) => console.error(message, fields),
};

export async function startProduct(rate?: number, people?: ProductOptions['people']): Promise<Running> {
  const data = mkdtempSync(join(tmpdir(), 'sojourn-api-'));
  const server = await listen(0, '127.0.0.1');
  const product = await openProduct({
    data,
    baseUrl: server.url,
    smtp: undefined,
    allowWebhookHosts: [],
    log: quiet,
    ...(rate === undefined ? {} : { rate }),
    people,
  });
  const key = await ensureLocalKey(product.deps, data);
  server.serve(product.handle);
  const as = (apiKey: string): Client => client(server.url, apiKey);
  return {
    url: server.url,
    data,
    product,
    key,
    as,
    call: as(key),
    close: async () => {
      await server.close();
      await product.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export function client(url: string, key: string): Client {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const parsed: unknown = type.includes('json') && !type.includes('ndjson') ? JSON.parse(text) : {};
    hold(method, path, response.status, type, parsed);
    return { status: response.status, body: isFields(parsed) ? parsed : {}, text, headers: response.headers };
  };
}

/** Throws when an answer is none that the route promises. */
function hold(method: string, path: string, status: number, type: string, body: unknown): void {
  const route = routeOf(method, path);
  if (status >= 400) {
    if (!type.startsWith('application/problem+json'))
      throw new Error(`${method} ${path}: ${status} is no problem`);
    if (!Check(ProblemBody, body)) throw new Error(`${method} ${path}: not the shape of a problem`);
    return;
  }
  if (route === undefined) return;
  if (!route.statuses.includes(status)) throw new Error(`${method} ${path}: ${status} is not documented`);
  const media = type.split(';')[0] ?? '';
  if (status === 200 && !route.gives.includes(media))
    throw new Error(`${method} ${path}: ${media} is not documented`);
  if (status === 204 || !route.gives.includes('application/json')) return;
  if (Check(route.response, body)) return;
  const [, errors] = Errors(route.response, body);
  throw new Error(`${method} ${path}: not the documented shape: ${JSON.stringify(errors.slice(0, 5))}`);
}

function routeOf(method: string, path: string): Route | undefined {
  const asked = path.split('?')[0]?.split('/') ?? [];
  return routes
    .filter((route) => route.method === method && route.path.split('/').length === asked.length)
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length)
    .find((route) => route.path.split('/').every((part, at) => part.startsWith('{') || part === asked[at]));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const text = (fields: Fields, name: string): string => {
  const value = fields[name];
  if (typeof value !== 'string') throw new Error(`\`${name}\` is no text in ${JSON.stringify(fields)}`);
  return value;
};

export const items = (answer: Answer): readonly Fields[] => {
  const value = answer.body.items;
  return Array.isArray(value) ? value.filter(isFields) : [];
};

/** A second tenant, and a client with its admin key. */
export async function otherTenant(running: Running, id = 'other'): Promise<Client> {
  const made = await running.call('POST', '/v1/tenants', { id, name: 'Other', zone: 'Europe/Rome' });
  return running.as(text(made.body, 'apiKey'));
}
