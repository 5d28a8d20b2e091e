/** Letting many contacts into a workflow at once: begun, looked at, cancelled. */
import Type, { type Static } from 'typebox';
import { progressOf } from '../../domain/broadcast/broadcast.ts';
import type { TenantId } from '../../domain/ids.ts';
import { cancelJob, type JobOf, listJobs, readJob } from '../../domain/job/job.ts';
import { offersByHand } from '../../domain/workflow/enrol.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound, Problem } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf } from '../schema.ts';
import { byName, workflow } from '../workflow/shown.ts';
import { askFor } from './ask-for.ts';
import { jobFields, shownJob, whoFields, whoOf } from './who.ts';

const LONGEST_SPREAD = 30 * 86_400;

const Broadcast = Type.Object(
  {
    ...jobFields,
    state: Type.Union([
      Type.Literal('running'),
      Type.Literal('done'),
      Type.Literal('failed'),
      Type.Literal('cancelled'),
    ]),
    workflow: Type.String(),
    ...whoFields,
    spreadSeconds: Type.Integer(),
    entered: Type.Integer({ description: 'Those whom filter and re-entry rule let in.' }),
  },
  { title: 'Broadcast' },
);
const byId = Type.Object({ id: Type.String({ pattern: '^b\\w{1,60}$' }) });

type BroadcastJob = JobOf<'broadcast'>;

export const broadcastRoutes = [
  route({
    method: 'POST',
    path: '/v1/workflows/{name}/broadcasts',
    tag: 'Broadcasts',
    summary: 'Let everybody, a list or a segment into a workflow',
    description:
      'The workflow is started and has a trigger `manual.enrolled`, whose `where`, like filter and re-entry rule, decides as ever. ' +
      'Contacts are counted, then let in evenly over `spreadSeconds`; who is added later is not meant.',
    role: 'editor',
    params: byName,
    body: Type.Object(
      {
        ...whoFields,
        spreadSeconds: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: LONGEST_SPREAD,
            description: 'Over so many seconds; at once unless said.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    response: Broadcast,
    statuses: [202],
    handle: async ({ deps, tenant, params, body }) => {
      await workflow(deps, tenant, params.name);
      const who = whoOf(body);
      const offers = await offersByHand(deps.store, tenant, params.name);
      if (offers === 'absent') throw notFound('workflow of that name');
      if (offers === 'stopped') throw new Problem('conflict', 'The workflow is not started.');
      if (offers === 'not-offered') {
        throw new Problem(
          'conflict',
          'The live version has no trigger `manual.enrolled`; add one and publish.',
        );
      }
      const order = { workflow: params.name, who, spreadSeconds: body.spreadSeconds ?? 0 };
      const job = await askFor(deps, tenant, { kind: 'broadcast', order }, 'b');
      return { status: 202, body: await shown(deps, job) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/broadcasts',
    tag: 'Broadcasts',
    summary: 'Broadcasts, newest first',
    role: 'viewer',
    query: Type.Object(paging, { additionalProperties: false }),
    response: listOf(Broadcast),
    handle: async ({ deps, tenant, query }) => {
      const page = await listJobs(deps.store, tenant, 'broadcast', pagingOf(query));
      return { body: { ...page, items: await Promise.all(page.items.map((job) => shown(deps, job))) } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/broadcasts/{id}',
    tag: 'Broadcasts',
    summary: 'How far a broadcast is',
    role: 'viewer',
    params: byId,
    response: Broadcast,
    handle: async ({ deps, tenant, params }) => ({
      body: await shown(deps, await found(deps, tenant, params.id)),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/broadcasts/{id}/cancel',
    tag: 'Broadcasts',
    summary: 'Let nobody in any more; who is inside stays',
    role: 'editor',
    params: byId,
    body: Type.Object({}, { additionalProperties: false }),
    response: Broadcast,
    handle: async ({ deps, tenant, params }) => {
      const job = await cancelJob(deps, tenant, 'broadcast', params.id);
      if (job !== undefined) return { body: await shown(deps, job) };
      const { state } = await found(deps, tenant, params.id);
      throw new Problem('conflict', `The broadcast has ended: it is ${state}.`);
    },
  }),
];

async function found(deps: ApiDeps, tenant: TenantId, id: string): Promise<BroadcastJob> {
  const job = (await readJob(deps.store, tenant, 'broadcast', id))?.job;
  if (job === undefined) throw notFound('broadcast of that id');
  return job;
}

/** How far it is its parts say, until all of them have ended. */
async function shown(deps: ApiDeps, job: BroadcastJob): Promise<Static<typeof Broadcast>> {
  const { state, order, place } = job;
  const open = state === 'running' || state === 'cancelled';
  const { done, total, entered } = open
    ? await progressOf(deps.store, job)
    : { ...job, entered: place?.entered ?? 0 };
  const { total: _total, ...counted } = shownJob(job);
  return {
    ...counted,
    done,
    ...(total === undefined ? {} : { total }),
    state: state === 'expired' ? 'done' : state,
    workflow: order.workflow,
    ...order.who,
    spreadSeconds: order.spreadSeconds,
    entered,
  };
}
