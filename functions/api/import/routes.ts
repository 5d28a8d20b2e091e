/** Imports of contacts: the body is kept first, whole, and then worked through in the background. And exports. */
import Type, { type Static } from 'typebox';
import type { TenantId } from '../../domain/ids.ts';
import {
  type ImportJob,
  type ImportStatus,
  listImports,
  putJob,
  readImport,
} from '../../domain/import/job.ts';
import { refusedCsv } from '../../domain/import/refused.ts';
import type { ApiDeps } from '../deps.ts';
import { fingerprintOf, once } from '../idempotency.ts';
import { notFound } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf, Moment } from '../schema.ts';
import { Asked, optionsOf } from './options.ts';
import { streamed } from './stream.ts';
import { brought, sent, uploadRoutes } from './upload.ts';

const count = Type.Integer();

const Import = Type.Object(
  {
    id: Type.String(),
    name: Type.Optional(Type.String()),
    state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
    reason: Type.Optional(Type.String({ description: 'Why it failed.' })),
    rows: Type.Integer({ description: 'Seen so far: created + updated + refused.' }),
    created: count,
    updated: count,
    refused: count,
    warnings: Type.Integer({ description: 'Rows imported without some of their values.' }),
    bytes: count,
    totalBytes: count,
    percent: Type.Number(),
    createdAt: Moment,
    endedAt: Type.Optional(Moment),
  },
  { title: 'Import' },
);

export const importRoutes = [
  ...uploadRoutes,
  route({
    method: 'POST',
    path: '/v1/imports',
    tag: 'Imports',
    summary: 'Import contacts from CSV or NDJSON',
    description:
      'The body is the file, of any size where nothing bounds requests; on AWS see `POST /v1/imports/uploads`. ' +
      'It is kept before the answer and then worked through, also after a restart. ' +
      'Headings of Mailchimp, HubSpot and Brevo exports are known.',
    role: 'editor',
    query: Asked,
    takes: { kind: 'stream', types: ['text/csv', 'application/x-ndjson'] },
    response: Import,
    statuses: [202],
    handle: async ({ deps, tenant, query, request }) => {
      const options = await optionsOf(deps, tenant, query);
      const id = `i${deps.ids.random()}`;
      const upload =
        query.upload === undefined
          ? await sent(deps, request, `${tenant}/${id}.${query.format}`)
          : await brought(deps, tenant, query.upload);
      const { file } = upload;
      const drop = async (): Promise<void> => {
        if (upload.ours) await deps.files.remove(file);
      };
      const start = async (): Promise<Response> => {
        const job: ImportJob = {
          id,
          tenant,
          ...(query.name === undefined ? {} : { name: query.name }),
          file,
          format: query.format,
          options,
          totalBytes: upload.bytes,
          createdAt: new Date(deps.clock.now()).toISOString(),
        };
        await putJob(deps.store, job);
        deps.wakeImporter();
        const status = await readImport(deps.store, tenant, id);
        return Response.json(status === undefined ? { id } : shownImport(status), { status: 202 });
      };
      const key = request.headers.get('idempotency-key');
      if (key === null) return start();
      const ask = { tenant, key, fingerprint: fingerprintOf(request, upload.mark) };
      const answer = await once(deps, ask, start).catch(async (error: unknown) => {
        await drop();
        throw error;
      });
      if (answer.headers.has('idempotency-replayed')) await drop();
      return answer;
    },
  }),
  route({
    method: 'GET',
    path: '/v1/imports',
    tag: 'Imports',
    summary: 'Imports, newest first',
    role: 'viewer',
    query: Type.Object(paging, { additionalProperties: false }),
    response: listOf(Import),
    handle: async ({ deps, tenant, query }) => {
      const { items, next } = await listImports(deps.store, tenant, pagingOf(query));
      const shown = items.map(shownImport);
      return { body: next === undefined ? { items: shown } : { items: shown, next } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/imports/{id}',
    tag: 'Imports',
    summary: 'How far an import is',
    role: 'viewer',
    params: Type.Object({ id: Type.String() }),
    response: Import,
    handle: async ({ deps, tenant, params }) => ({ body: shownImport(await found(deps, tenant, params.id)) }),
  }),
  route({
    method: 'GET',
    path: '/v1/imports/{id}/refused',
    tag: 'Imports',
    summary: 'Refused rows as CSV: row, kind, reason, raw',
    role: 'viewer',
    params: Type.Object({ id: Type.String() }),
    response: Type.String(),
    gives: ['text/csv'],
    handle: async ({ deps, tenant, params }) => {
      const { job } = await found(deps, tenant, params.id);
      return streamed(
        refusedCsv(deps.store, tenant, job.id),
        'text/csv; charset=utf-8',
        `refused-${job.id}.csv`,
      );
    },
  }),
];

async function found(deps: ApiDeps, tenant: TenantId, id: string): Promise<ImportStatus> {
  const status = /^i\w{1,60}$/.test(id) ? await readImport(deps.store, tenant, id) : undefined;
  if (status === undefined) throw notFound('import of that id');
  return status;
}

function shownImport({ job, progress }: ImportStatus): Static<typeof Import> {
  const { id, name: called, totalBytes, createdAt, endedAt } = job;
  const { state, reason, rows, created, updated, refused, warnings, bytes } = progress;
  const percent = state === 'done' ? 100 : totalBytes === 0 ? 0 : Math.min(99.9, (bytes / totalBytes) * 100);
  return {
    id,
    ...(called === undefined ? {} : { name: called }),
    state,
    ...(reason === undefined ? {} : { reason }),
    rows,
    created,
    updated,
    refused,
    warnings,
    bytes: state === 'done' ? totalBytes : bytes,
    totalBytes,
    percent: Math.round(percent * 10) / 10,
    createdAt,
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
