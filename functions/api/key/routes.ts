/** API keys of the tenant. A key is shown once, when it is made. */
import Type from 'typebox';
import { createKey, listKeys, removeKey } from '../../domain/tenant/api-key.ts';
import type { KeyRow } from '../../domain/tenant/row.ts';
import { notFound } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf, Moment, Nothing } from '../schema.ts';

const Key = Type.Object(
  {
    id: Type.String(),
    role: Type.Union([
      Type.Literal('viewer'),
      Type.Literal('editor'),
      Type.Literal('admin'),
      Type.Literal('operator'),
    ]),
    label: Type.String(),
    createdAt: Moment,
  },
  { title: 'ApiKey' },
);
/** `operator` is not here: the first start makes that key, and no request does. */
const Grantable = Type.Union([Type.Literal('viewer'), Type.Literal('editor'), Type.Literal('admin')]);

const shown = ({ id, role, label, createdAt }: KeyRow) => ({ id, role, label, createdAt });

export const keyRoutes = [
  route({
    method: 'POST',
    path: '/v1/keys',
    tag: 'API keys',
    summary: 'Make a key',
    role: 'admin',
    body: Type.Object(
      { role: Grantable, label: Type.String({ minLength: 1, maxLength: 100 }) },
      { additionalProperties: false },
    ),
    response: Type.Object({ id: Type.String(), key: Type.String({ description: 'Shown this once.' }) }),
    statuses: [201],
    handle: async ({ deps, tenant, body }) => {
      const { row, key } = await createKey(deps, tenant, body.role, body.label);
      return { body: { id: row.id, key } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/keys',
    tag: 'API keys',
    summary: 'All keys, without their secrets',
    role: 'admin',
    query: Type.Object(paging, { additionalProperties: false }),
    response: listOf(Key),
    handle: async ({ deps, tenant, query }) => {
      const { limit, after } = pagingOf(query);
      const page = await listKeys(deps.store, tenant, limit, after);
      return { body: { ...page, items: page.items.map(shown) } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/keys/{id}',
    tag: 'API keys',
    summary: 'Remove a key; it opens nothing from then on',
    role: 'admin',
    params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{12}$' }) }),
    response: Nothing,
    statuses: [204],
    handle: async ({ deps, tenant, params }) => {
      if (!(await removeKey(deps.store, tenant, params.id))) throw notFound('API key of that id');
      return { body: {} };
    },
  }),
];
