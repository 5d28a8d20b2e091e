/**
 * Everything the API may refuse, once, as RFC 9457 problems. Routes throw `Problem`; `app.ts` answers it. What another
 * module throws is translated in `translate.ts`. A problem never tells whether another tenant's item exists.
 */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is invalid' },
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-cursor': { status: 400, title: 'The cursor belongs to no page of this list' },
  unauthenticated: { status: 401, title: 'No valid API key' },
  forbidden: { status: 403, title: 'The API key may not do this' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method-not-allowed': { status: 405, title: 'The method is not offered here' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'The present state does not allow this' },
  'request-in-progress': { status: 409, title: 'The same request is still being answered' },
  'too-large': { status: 413, title: 'The body is too large' },
  'invalid-workflow': { status: 422, title: 'The workflow cannot be published' },
  refused: { status: 422, title: 'The change was refused' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The address and headers are too long' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'The service is not available' },
  'storage-full': { status: 507, title: 'There is no room left to save this' },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** One thing wrong. For the body `at` is a JSON pointer; else `query/limit`, `header/Idempotency-Key`. Compiler findings have more fields. */
export type ProblemItem = { readonly at: string; readonly detail: string; readonly [field: string]: unknown };

type Extra = {
  readonly errors?: readonly ProblemItem[];
  readonly headers?: { readonly [name: string]: string };
};

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly problem: ProblemName;
  readonly extra: Extra;

  constructor(problem: ProblemName, detail: string, extra: Extra = {}) {
    super(detail);
    this.problem = problem;
    this.extra = extra;
  }
}

/**
 * The 400 for one thing wrong. `at`: a JSON pointer into the body ('' is all of it), or `query/limit`, `header/Idempotency-Key`.
 *
 * @example throw invalid('/zone', 'is no IANA time zone.')
 */
export function invalid(at: string, detail: string): Problem {
  const where = at === '' ? 'The body' : `\`${at}\``;
  return new Problem('invalid-request', `${where} ${detail}`, { errors: [{ at, detail }] });
}

/** The 404 for anything that is not there, or is another tenant's. */
export function notFound(what: string): Problem {
  return new Problem('not-found', `There is no ${what}.`);
}

export function problemResponse({ problem, message, extra }: Problem): Response {
  const { status, title } = PROBLEMS[problem];
  const body = {
    type: `/docs#problem-${problem}`,
    title,
    status,
    detail: message,
    ...(extra.errors === undefined ? {} : { errors: extra.errors }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...extra.headers },
  });
}
