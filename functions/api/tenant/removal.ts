/** Removing a tenant with everything that is its own: the operator's alone. */
import Type, { type Static } from 'typebox';
import { isTenantId } from '../../domain/ids.ts';
import type { JobOf } from '../../domain/job/job.ts';
import { beginRemoval, readRemoval } from '../../domain/tenant/remove.ts';
import { readTenant } from '../../domain/tenant/tenant.ts';
import { notFound, Problem } from '../problem.ts';
import { route } from '../route.ts';
import { Moment } from '../schema.ts';

const Removal = Type.Object(
  {
    tenant: Type.String(),
    state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
    pass: Type.Integer({ description: 'How often its store is being gone through; the last finds nothing.' }),
    removed: Type.Integer({ description: 'Items so far.' }),
    byNoun: Type.Record(Type.String(), Type.Integer(), { description: 'The same by kind of item.' }),
    by: Type.String({ description: 'The id of the key that asked for it.' }),
    createdAt: Moment,
    endedAt: Type.Optional(Moment),
  },
  { title: 'Removal' },
);
const byId = Type.Object({ id: Type.String({ maxLength: 40 }) });

export const removalRoutes = [
  route({
    method: 'POST',
    path: '/v1/tenants/{id}/removal',
    tag: 'Tenant',
    summary: 'Remove a tenant with everything that is its own',
    description:
      'Its keys open nothing from this moment, its workflows stop, and contacts, runs, messages, workflows, machines and files go in the ' +
      'background. Nothing brings them back. What stays is this record: who, when, how much.',
    role: 'operator',
    params: byId,
    body: Type.Object(
      { confirm: Type.String({ description: 'The id of the tenant once more.' }) },
      { additionalProperties: false },
    ),
    response: Removal,
    statuses: [202],
    handle: async ({ deps, tenant: own, principal, params: { id }, body }) => {
      if (!isTenantId(id)) throw notFound('tenant of that name');
      const before = await readRemoval(deps.store, id);
      const running = before?.job.state === 'running';
      if (!running && (await readTenant(deps.store, id)) === undefined) throw notFound('tenant of that name');
      if (body.confirm !== id) {
        const errors = [{ at: '/confirm', detail: `is not \`${id}\`.` }];
        throw new Problem('invalid-request', 'To remove a tenant, its id is given twice.', { errors });
      }
      if (id === own)
        throw new Problem('conflict', 'This key is of that tenant: nobody removes what they stand on.');
      const job = await beginRemoval(deps, id, principal.key);
      deps.wakeJobs();
      return { status: 202, body: shown(job) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/tenants/{id}/removal',
    tag: 'Tenant',
    summary: 'How far the removal of a tenant is, or what it was',
    role: 'operator',
    params: byId,
    response: Removal,
    handle: async ({ deps, params: { id } }) => {
      const held = isTenantId(id) ? await readRemoval(deps.store, id) : undefined;
      if (held === undefined) throw notFound('removal of that tenant');
      return { body: shown(held.job) };
    },
  }),
];

function shown({
  tenant,
  state,
  place,
  done,
  order,
  createdAt,
  endedAt,
}: JobOf<'removal'>): Static<typeof Removal> {
  return {
    tenant,
    state: state === 'running' || state === 'done' ? state : 'failed',
    pass: place?.pass ?? 0,
    removed: done,
    byNoun: { ...place?.removed },
    by: order.by,
    createdAt,
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
