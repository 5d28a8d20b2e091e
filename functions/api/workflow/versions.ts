/** Published versions of a workflow, and what their steps did. */
import Type from 'typebox';
import { readReport } from '../../domain/report/counts.ts';
import { listVersions, readVersionDetails } from '../../domain/workflow/read.ts';
import { notFound } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf } from '../schema.ts';
import { Report, Version, VersionWithTexts } from './schema.ts';
import { byName, Name, workflow } from './shown.ts';

const byVersion = Type.Object({ name: Name, version: Type.String({ pattern: '^[1-9][0-9]{0,5}$' }) });

export const versionRoutes = [
  route({
    method: 'GET',
    path: '/v1/workflows/{name}/versions',
    tag: 'Workflows',
    summary: 'Published versions, newest first',
    role: 'viewer',
    params: byName,
    query: Type.Object(paging, { additionalProperties: false }),
    response: listOf(Version),
    handle: async ({ deps, tenant, params, query }) => {
      await workflow(deps, tenant, params.name);
      const { items, next } = await listVersions(deps.store, tenant, params.name, pagingOf(query));
      const shown = items.map(({ workflow: of, version, machine, placement = 'standard', publishedAt }) => ({
        workflow: of,
        version,
        machine,
        placement,
        publishedAt,
      }));
      return { body: next === undefined ? { items: shown } : { items: shown, next } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/workflows/{name}/versions/{version}',
    tag: 'Workflows',
    summary: 'A version with its definition and machine',
    role: 'viewer',
    params: byVersion,
    response: VersionWithTexts,
    handle: async ({ deps, tenant, params }) => {
      const found = await readVersionDetails(deps.store, tenant, params.name, Number(params.version));
      if (found === undefined) throw notFound('version of that number');
      const { row, definition, machine, sourceMap } = found;
      const { workflow: of, version, publishedAt, routing } = row;
      return {
        body: {
          workflow: of,
          version,
          arn: row.machine,
          publishedAt,
          definition,
          machine,
          sourceMap,
          routing,
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/workflows/{name}/report',
    tag: 'Workflows',
    summary: 'What every step did',
    role: 'viewer',
    params: byName,
    query: Type.Object(
      { version: Type.Optional(Type.Integer({ minimum: 1, description: 'All versions unless said.' })) },
      { additionalProperties: false },
    ),
    response: Report,
    handle: async ({ deps, tenant, params, query }) => {
      await workflow(deps, tenant, params.name);
      return { body: await readReport(deps.store, tenant, params.name, query.version) };
    },
  }),
];
