/** Commands read lists to their end, and say what refuses a page in the middle. */
import { expect, it } from 'vitest';
import { type Api, connect } from '../../infra/local/cli/connection.ts';
import { listAll } from '../../infra/local/cli/list-all.ts';

function apiOf(bodies: { readonly [path: string]: object }): Api {
  return {
    ...connect({ url: 'http://127.0.0.1:1', key: 'k' }, {}),
    call: async (_method, path) => {
      const body = bodies[path];
      return { status: body === undefined ? 403 : 200, body: body ?? { title: 'no' } };
    },
  };
}

it('is all pages', async () => {
  const api = apiOf({
    '/v1/tenants?limit=200': { items: [1, 2], next: 'a&b' },
    '/v1/tenants?limit=200&after=a%26b': { items: [3] },
  });
  expect(await listAll(api, '/v1/tenants')).toEqual({ ok: true, items: [1, 2, 3] });
});

it('is the refusal where a page is refused', async () => {
  const api = apiOf({ '/v1/tenants?limit=200': { items: [1], next: 'gone' } });
  expect(await listAll(api, '/v1/tenants')).toMatchObject({ ok: false, answer: { status: 403 } });
});
