/**
 * The HTTP API as one function from request to response, web standard on both sides: Lambda and the local server call the
 * same. The order is the contract: find the route, know the tenant, spend from its rate, check its role, read the body,
 * do it once.
 */
import { Hono } from 'hono';
import { authenticate, authorise } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { fingerprintOf, hashText, once } from './idempotency.ts';
import { readText } from './json-body.ts';
import { openApi } from './openapi.ts';
import { Problem, problemResponse } from './problem.ts';
import { rateLimiter } from './rate-limit.ts';
import { referencePage } from './reference.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';
import { translate } from './translate.ts';

const SECURITY = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-frame-options': 'DENY',
};
const PAGE_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** @example const api = createApi(deps); const response = await api(new Request('http://localhost/v1/tenant', { headers })); */
export function createApi(deps: ApiDeps): (request: Request) => Promise<Response> {
  const take = rateLimiter(deps.clock, deps.rate ?? { perSecond: 500, burst: 1000 });
  const app = new Hono();

  const serve = async (route: Route, request: Request, params: Record<string, string>): Promise<Response> => {
    const principal = await authenticate(deps, request);
    take(principal.tenant);
    authorise(principal, route);
    const search = new URL(request.url).searchParams;
    const key = request.headers.get('idempotency-key');
    // A stream is hashed while it is kept, so its route claims the key itself.
    const buffered = route.bodyKind === 'json' || route.bodyKind === 'text';
    const text = buffered ? await readText(request) : '';
    const run = () => route.run({ deps, principal, params, search, text, request });
    if (key === null || route.method === 'GET' || route.method === 'DELETE' || route.bodyKind === 'stream') {
      return run();
    }
    const fingerprint = fingerprintOf(request, hashText(text));
    return once(deps, { tenant: principal.tenant, key, fingerprint }, () => run().catch(refused));
  };

  for (const route of routes) {
    app.on(route.method, honoPath(route.path), (context) =>
      serve(route, context.req.raw, context.req.param()),
    );
  }
  const document = lazily(() => JSON.stringify(openApi(routes)));
  app.get('/openapi.json', (context) =>
    context.body(document(), 200, { 'content-type': 'application/json' }),
  );
  const page = lazily(() => referencePage(openApi(routes)));
  app.get('/docs', (context) =>
    context.html(page(), 200, { 'content-security-policy': PAGE_CSP, 'cache-control': 'no-cache' }),
  );
  app.notFound((context) => problemResponse(unknownRoute(context.req.raw)));
  app.onError((error, context) => {
    // Whoever left in the middle hears no answer, and it is nobody's fault that the log should hold.
    if (context.req.raw.signal.aborted) return new Response(null, { status: 400 });
    return problemResponse(asProblem(deps, error));
  });

  return async (request) => {
    const response = await app.fetch(request);
    for (const [name, value] of Object.entries(SECURITY)) {
      if (!response.headers.has(name)) response.headers.set(name, value);
    }
    return response;
  };
}

/** Refusals that a repeated request should get again are answers; the rest stays an exception. */
function refused(error: unknown): Response {
  const problem = translate(error);
  if (problem === undefined || problem.problem === 'unavailable' || problem.problem === 'storage-full')
    throw error;
  return problemResponse(problem);
}

function asProblem(deps: ApiDeps, error: unknown): Problem {
  const problem = translate(error);
  if (problem !== undefined) return problem;
  const reference = deps.ids.random().slice(0, 8);
  deps.log.error('a request failed unexpectedly', {
    reference,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return new Problem('internal', `The log has the particulars under \`${reference}\`.`);
}

function unknownRoute(request: Request): Problem {
  const { pathname } = new URL(request.url);
  // An address of its own comes before one with an id in it, as in OpenAPI: `/v1/contacts/count` is not the contact `count`.
  const own = routes.filter(({ path }) => path === pathname);
  const found = own.length > 0 ? own : routes.filter(({ path }) => matches(path, pathname));
  const methods = found.map(({ method }) => method);
  if (methods.length === 0)
    return new Problem('not-found', `\`${pathname}\` is no address of this API; see /docs.`);
  const allow = [...new Set(methods)].join(', ');
  return new Problem('method-not-allowed', `\`${pathname}\` takes ${allow}.`, { headers: { allow } });
}

function matches(path: string, pathname: string): boolean {
  const parts = path.split('/');
  const asked = pathname.split('/');
  return (
    parts.length === asked.length && parts.every((part, at) => part.startsWith('{') || part === asked[at])
  );
}

/** `/v1/runs/{id}` as Hono writes it: `/v1/runs/:id`. */
function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
