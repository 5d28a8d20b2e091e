/**
 * The one door to the HTTP API: adds the key, reads JSON, turns refusals into `ApiProblem`. Everything else in `api/` only
 * names addresses and shapes.
 */
import { ApiProblem, problemOf } from './problem.ts';

export type Query = { readonly [name: string]: string | number | undefined };

export type Api = {
  readonly get: <T>(path: string, query?: Query) => Promise<T>;
  readonly post: <T>(path: string, body?: unknown) => Promise<T>;
  /** A file as it comes. */
  readonly file: (path: string) => Promise<Blob>;
  readonly remove: <T>(path: string) => Promise<T>;
};

/** @example createApi(key).get<Tenant>('/v1/tenant') */
export function createApi(key: string): Api {
  const headers = { Authorization: `Bearer ${key}`, Accept: 'application/json' };
  return {
    get: (path, query = {}) => answer(() => fetch(address(path, query), { headers })),
    post: (path, body) =>
      answer(() =>
        fetch(path, {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json', 'Idempotency-Key': randomId() },
          body: JSON.stringify(body ?? {}),
        }),
      ),
    file: async (path) => (await accepted(() => fetch(path, { headers }))).blob(),
    remove: (path) => answer(() => fetch(path, { method: 'DELETE', headers })),
  };
}

/** `/v1/runs`, `{ step: 'thanks', state: '' }` → `/v1/runs?step=thanks`: empty values are left out. */
export function address(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}

/** A segment of a path: ids are chosen by tenants and may hold anything. */
export function segment(id: string): string {
  return encodeURIComponent(id);
}

async function answer<T>(ask: () => Promise<Response>): Promise<T> {
  return json<T>(await accepted(ask));
}

/** Throws `ApiProblem` for every refusal. */
async function accepted(ask: () => Promise<Response>): Promise<Response> {
  const response = await ask().catch(() => {
    throw new ApiProblem(
      0,
      'The server cannot be reached',
      'No answer came from this address. It may have stopped, or the network is down.',
    );
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** The one place where the contract is taken on trust: the API is of this release, and its own tests hold its shapes. */
async function json<T>(response: Response): Promise<T> {
  const text = await response.text();
  return JSON.parse(text === '' ? 'null' : text);
}

/** Not `crypto.randomUUID`: that is missing on pages served by plain HTTP from another machine. */
function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
