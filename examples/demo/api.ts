/** The demo's only way into the product: its HTTP API, as any client would use it. */
import { setTimeout as pause } from 'node:timers/promises';

export type Api = {
  /** Calls a route and gives the parsed answer; an answer that is no success is thrown with the problem's words. */
  readonly call: (method: string, path: string, body?: unknown, contentType?: string) => Promise<Answer>;
  /** Every item of a list, page by page. */
  readonly pages: (path: string) => AsyncGenerator<readonly Answer[]>;
};

/** Parsed JSON whose shape the caller knows from `/openapi.json`; fields are read through `text`, `number` and `list`. */
export type Answer = { readonly [field: string]: unknown };

export const text = (answer: Answer | undefined, field: string): string => {
  const value = answer?.[field];
  return typeof value === 'string' ? value : '';
};
export const number = (answer: Answer | undefined, field: string): number => {
  const value = answer?.[field];
  return typeof value === 'number' ? value : 0;
};
const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const inner = (answer: Answer | undefined, field: string): Answer => {
  const value = answer?.[field];
  return isAnswer(value) ? value : {};
};
const list = (answer: Answer, field: string): readonly Answer[] => {
  const value = answer[field];
  return Array.isArray(value) ? value.filter(isAnswer) : [];
};

export function connect(url: string, key: string): Api {
  async function call(
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<Answer> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const raw = await response.text();
    // Too many requests in this second: the answer says when to come again.
    if (response.status === 429) {
      await pause(Number(response.headers.get('retry-after') ?? 1) * 1000);
      return call(method, path, body, contentType);
    }
    const parsed: unknown = raw === '' ? {} : JSON.parse(raw);
    const answer = isAnswer(parsed) ? parsed : {};
    if (!response.ok)
      throw new Error(
        `${method} ${path}: ${response.status} ${text(answer, 'detail') || text(answer, 'title')}`,
      );
    return answer;
  }
  async function* pages(path: string) {
    const first = await call('GET', path);
    yield list(first, 'items');
    for (let next = text(first, 'next'); next !== ''; ) {
      const page = await call(
        'GET',
        `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(next)}`,
      );
      yield list(page, 'items');
      next = text(page, 'next');
    }
  }
  return { call, pages };
}
