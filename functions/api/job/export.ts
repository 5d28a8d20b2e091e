/** Exports of contacts as jobs, for files of any size: asked for, looked at, fetched. */
import Type, { type Static } from 'typebox';
import { fileOf } from '../../domain/export/export.ts';
import type { TenantId } from '../../domain/ids.ts';
import { type JobOf, listJobs, readJob, removeJob } from '../../domain/job/job.ts';
import type { ApiDeps } from '../deps.ts';
import { streamOf } from '../import/stream.ts';
import { notFound, Problem } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf, Nothing } from '../schema.ts';
import { askFor } from './ask-for.ts';
import { jobFields, shownJob, whoFields, whoOf } from './who.ts';

const Format = Type.Union([Type.Literal('csv'), Type.Literal('ndjson')]);
const Export = Type.Object(
  {
    ...jobFields,
    state: Type.Union([
      Type.Literal('running'),
      Type.Literal('done'),
      Type.Literal('failed'),
      Type.Literal('expired'),
    ]),
    format: Format,
    ...whoFields,
    bytes: Type.Optional(Type.Integer({ description: 'Of the file, once it is done.' })),
    url: Type.Optional(
      Type.String({ description: 'Where the file is fetched without a key, for a quarter of an hour.' }),
    ),
  },
  { title: 'Export' },
);
const byId = Type.Object({ id: Type.String({ pattern: '^x\\w{1,60}$' }) });
const TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const;

type ExportJob = JobOf<'export'>;

export const exportJobRoutes = [
  route({
    method: 'POST',
    path: '/v1/exports',
    tag: 'Exports',
    summary: 'Export contacts to a file',
    description:
      'The file is made in the background and kept for a week. Texts that a spreadsheet would run as formulas begin with an apostrophe.',
    role: 'viewer',
    body: Type.Object({ format: Format, ...whoFields }, { additionalProperties: false }),
    response: Export,
    statuses: [202],
    handle: async ({ deps, tenant, body }) => {
      const order = { format: body.format, who: whoOf(body) };
      const job = await askFor(deps, tenant, { kind: 'export', order }, 'x');
      return { status: 202, body: await shown(deps, job) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/exports',
    tag: 'Exports',
    summary: 'Exports, newest first',
    role: 'viewer',
    query: Type.Object(paging, { additionalProperties: false }),
    response: listOf(Export),
    handle: async ({ deps, tenant, query }) => {
      const page = await listJobs(deps.store, tenant, 'export', pagingOf(query));
      return { body: { ...page, items: await Promise.all(page.items.map((job) => shown(deps, job))) } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/exports/{id}',
    tag: 'Exports',
    summary: 'How far an export is',
    role: 'viewer',
    params: byId,
    response: Export,
    handle: async ({ deps, tenant, params }) => ({
      body: await shown(deps, await found(deps, tenant, params.id)),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/exports/{id}/file',
    tag: 'Exports',
    summary: 'The file of an export that is done',
    description: 'On AWS a redirection to where it lies.',
    role: 'viewer',
    params: byId,
    response: Type.String(),
    statuses: [200, 303],
    gives: ['text/csv', 'application/x-ndjson'],
    handle: async ({ deps, tenant, params }) => {
      const job = await found(deps, tenant, params.id);
      if (job.state !== 'done') throw new Problem('conflict', `The export is not done: it is ${job.state}.`);
      const url = await linkOf(deps, job);
      if (url !== undefined) return new Response(null, { status: 303, headers: { location: url } });
      const source = await deps.files.read(fileOf(job));
      if (source === undefined) throw notFound('file of that export any more');
      return new Response(streamOf(source), {
        headers: { 'content-type': TYPES[job.order.format], 'content-disposition': dispositionOf(job) },
      });
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/exports/{id}',
    tag: 'Exports',
    summary: 'Remove an export with its file; one that is under way stops',
    role: 'editor',
    params: byId,
    response: Nothing,
    statuses: [204],
    handle: async ({ deps, tenant, params }) => {
      const job = await found(deps, tenant, params.id);
      await removeJob(deps.store, job);
      await deps.files.remove(fileOf(job));
      await deps.files.removeAll(`${tenant}/${job.id}`);
      return { body: {} };
    },
  }),
];

async function found(deps: ApiDeps, tenant: TenantId, id: string): Promise<ExportJob> {
  const job = (await readJob(deps.store, tenant, 'export', id))?.job;
  if (job === undefined) throw notFound('export of that id');
  return job;
}

const dispositionOf = ({ order }: ExportJob): string => `attachment; filename="contacts.${order.format}"`;

async function linkOf(deps: ApiDeps, job: ExportJob): Promise<string | undefined> {
  if (job.state !== 'done') return undefined;
  const as = { type: TYPES[job.order.format], disposition: dispositionOf(job) };
  return deps.files.direct?.link(fileOf(job), as);
}

async function shown(deps: ApiDeps, job: ExportJob): Promise<Static<typeof Export>> {
  const { state, order, place } = job;
  const url = await linkOf(deps, job);
  return {
    ...shownJob(job),
    state: state === 'cancelled' ? 'failed' : state,
    format: order.format,
    ...order.who,
    ...(state === 'done' && place?.phase === 'kept' ? { bytes: place.bytes } : {}),
    ...(url === undefined ? {} : { url }),
  };
}
