/**
 * A route as data: the table of them is served, checked against, and written into OpenAPI, so that the three cannot
 * disagree. `route` types the handler by the schemas and gives back a plain `Route` without type parameters.
 */
import Type, { type Static, type TObject, type TSchema } from 'typebox';
import { Check } from 'typebox/schema';
import type { TenantId } from '../domain/ids.ts';
import type { Role } from '../domain/tenant/row.ts';
import type { ApiDeps } from './deps.ts';
import { parseJson } from './json-body.ts';
import { notFound } from './problem.ts';
import { queryValues } from './query.ts';
import { checked } from './validate.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Principal = { readonly tenant: TenantId; readonly role: Role; readonly key: string };

type Call<P, Q, B> = {
  readonly deps: ApiDeps;
  readonly tenant: TenantId;
  readonly principal: Principal;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The body as text, of routes that take one. */
  readonly text: string;
  readonly request: Request;
};

/** What a handler gives: the body, with 200 unless said. `Response` is for streams and files. */
type Answer<R> = { readonly status?: number; readonly body: Frozen<R> } | Response;

/** Schemas give mutable types; the domain gives readonly ones, and nobody changes an answer. */
type Frozen<T> = T extends readonly (infer U)[]
  ? readonly Frozen<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

/** How a route takes its body: parsed and checked JSON, text as it came, or the stream itself. */
type BodyKind = 'none' | 'json' | 'text' | 'stream';

type Spec<P extends TObject, Q extends TObject, B extends TSchema, R extends TSchema> = {
  readonly method: Method;
  /** `/v1/runs/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly role: Role;
  readonly params?: P;
  readonly query?: Q;
  /** JSON body. */
  readonly body?: B;
  /** Instead of `body`: media types of a text or stream body. */
  readonly takes?: { readonly kind: 'text' | 'stream'; readonly types: readonly string[] };
  readonly response: R;
  /** Success statuses; 200 unless said. */
  readonly statuses?: readonly number[];
  /** Media types of the answer when it is not JSON. */
  readonly gives?: readonly string[];
  readonly handle: (call: Call<Static<P>, Static<Q>, Static<B>>) => Promise<Answer<Static<R>>>;
};

type RawCall = {
  readonly deps: ApiDeps;
  readonly principal: Principal;
  readonly params: { readonly [name: string]: string };
  readonly search: URLSearchParams;
  readonly text: string;
  readonly request: Request;
};

export type Route = {
  readonly method: Method;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly role: Role;
  readonly params: TObject | undefined;
  readonly query: TObject | undefined;
  readonly body: TSchema | undefined;
  readonly bodyKind: BodyKind;
  readonly bodyTypes: readonly string[];
  readonly response: TSchema;
  readonly statuses: readonly number[];
  readonly gives: readonly string[];
  /** Checks the parts and answers; throws `Problem`. */
  readonly run: (call: RawCall) => Promise<Response>;
};

const None = Type.Object({}, { additionalProperties: false });
type None = typeof None;

/**
 * @example route({ method: 'GET', path: '/v1/tenant', tag: 'Tenant', summary: 'Your tenant', role: 'viewer',
 *   response: Tenant, handle: async ({ deps, tenant }) => ({ body: await read(deps.store, tenant) }) })
 */
export function route<
  R extends TSchema,
  P extends TObject = None,
  Q extends TObject = None,
  B extends TSchema = TSchema,
>(spec: Spec<P, Q, B, R>): Route {
  const params = orElse(spec.params, None);
  const query = orElse(spec.query, None);
  const body = orElse(spec.body, Type.Unknown());
  const bodyKind: BodyKind = spec.takes?.kind ?? (spec.body === undefined ? 'none' : 'json');
  const statuses = spec.statuses ?? [200];
  return {
    method: spec.method,
    path: spec.path,
    tag: spec.tag,
    summary: spec.summary,
    description: spec.description,
    role: spec.role,
    params: spec.params,
    query: spec.query,
    body: spec.body,
    bodyKind,
    bodyTypes: spec.takes?.types ?? (bodyKind === 'json' ? ['application/json'] : []),
    response: spec.response,
    statuses,
    gives: spec.gives ?? ['application/json'],
    run: async (raw) => {
      const named: unknown = raw.params;
      // An id that no such thing can have is the id of nothing: a 404 like any other.
      if (!Check(params, named)) throw notFound(`${spec.tag.toLowerCase().replace(/s$/, '')} of that name`);
      const answer = await spec.handle({
        deps: raw.deps,
        tenant: raw.principal.tenant,
        principal: raw.principal,
        params: named,
        query: checked(query, queryValues(raw.search, query), 'query'),
        body: checked(body, bodyKind === 'json' ? parseJson(raw.text) : undefined, 'body'),
        text: raw.text,
        request: raw.request,
      });
      if (answer instanceof Response) return answer;
      const status = answer.status ?? statuses[0] ?? 200;
      return status === 204 ? new Response(null, { status }) : Response.json(answer.body, { status });
    },
  };
}

/** A part that the route does not name has the default type parameter, and this is its schema: the one cast. */
function orElse<S extends TSchema>(schema: S | undefined, fallback: TSchema): S {
  return schema ?? (fallback as unknown as S);
}
