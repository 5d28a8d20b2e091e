/** Workflows: drafts kept and checked, versions published and read. Starting and stopping is in lifecycle.ts. */
import Type from 'typebox';
import { compile, definitionSchema } from '../../../workflow-compiler/compile.ts';
import type { TenantId } from '../../domain/ids.ts';
import { readReport } from '../../domain/report/counts.ts';
import { saveDraft } from '../../domain/workflow/draft.ts';
import { removeWorkflow, startWorkflow } from '../../domain/workflow/lifecycle.ts';
import { publish } from '../../domain/workflow/publish.ts';
import {
  listVersions,
  listWorkflows,
  readDraft,
  readVersionDetails,
  readWorkflow,
} from '../../domain/workflow/read.ts';
import type { WorkflowRow } from '../../domain/workflow/row.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound, Problem } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { Finding, listOf, Nothing } from '../schema.ts';
import { Report, SavedDraft, Version, VersionWithTexts, Workflow, WorkflowWithDraft } from './schema.ts';
import { SOURCE_TYPES, sourceOf } from './source.ts';

/** The same rule as in definitions; a name that breaks it is the name of no workflow. */
export const Name = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,59}$',
  description: 'Lower-case letters, digits and hyphens; begins with a letter.',
});
const byName = Type.Object({ name: Name });
const byVersion = Type.Object({ name: Name, version: Type.String({ pattern: '^[1-9][0-9]{0,5}$' }) });
const source = { kind: 'text', types: SOURCE_TYPES } as const;

export const workflowRoutes = [
  route({
    method: 'GET',
    path: '/v1/workflows',
    tag: 'Workflows',
    summary: 'All workflows, by name',
    role: 'viewer',
    query: Type.Object(paging, { additionalProperties: false }),
    response: listOf(Workflow),
    handle: async ({ deps, tenant, query }) => {
      const { items, next } = await listWorkflows(deps.store, tenant, pagingOf(query));
      const shown = await Promise.all(items.map((row) => shownWorkflow(deps, tenant, row)));
      return { body: next === undefined ? { items: shown } : { items: shown, next } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/workflows/check',
    tag: 'Workflows',
    summary: 'Check a definition without keeping it',
    role: 'viewer',
    takes: source,
    response: Type.Object({
      ok: Type.Boolean({ description: 'True when it could be published.' }),
      diagnostics: Type.Array(Finding),
      states: Type.Optional(Type.Array(Type.String(), { description: 'Names of the machine’s states.' })),
      functions: Type.Optional(Type.Array(Type.String(), { description: 'Functions that it calls.' })),
    }),
    handle: async ({ deps, text }) => {
      const compiled = compile(sourceOf(text), deps.settings);
      const { diagnostics } = compiled;
      if (!compiled.ok) return { body: { ok: false, diagnostics } };
      const { machine, functions } = compiled.artifact;
      const states = typeof machine.States === 'object' && machine.States !== null ? machine.States : {};
      return { body: { ok: true, diagnostics, states: Object.keys(states), functions } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/workflows/schema',
    tag: 'Workflows',
    summary: 'JSON Schema of a definition, for editors',
    role: 'viewer',
    response: Type.Unknown(),
    handle: async () => ({ body: definitionSchema() }),
  }),
  route({
    method: 'PUT',
    path: '/v1/workflows/{name}',
    tag: 'Workflows',
    summary: 'Keep a draft, findings and all',
    description: 'YAML or JSON; JSON may also come as `{"definition": …}`. Runs are not touched.',
    role: 'editor',
    params: byName,
    takes: source,
    response: SavedDraft,
    handle: async ({ deps, tenant, params, text }) => {
      const { row, diagnostics } = await saveDraft(deps, tenant, params.name, sourceOf(text));
      return { body: { ...(await shownWorkflow(deps, tenant, row)), diagnostics } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/workflows/{name}',
    tag: 'Workflows',
    summary: 'One workflow with its draft',
    role: 'viewer',
    params: byName,
    response: WorkflowWithDraft,
    handle: async ({ deps, tenant, params }) => {
      const row = await workflow(deps, tenant, params.name);
      const draft = await readDraft(deps.store, tenant, params.name);
      const shown = await shownWorkflow(deps, tenant, row);
      return { body: draft === undefined ? shown : { ...shown, draft } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/workflows/{name}',
    tag: 'Workflows',
    summary: 'Remove a workflow that is stopped and has nobody inside',
    role: 'editor',
    params: byName,
    response: Nothing,
    statuses: [204],
    handle: async ({ deps, tenant, params }) => {
      const { outcome } = await removeWorkflow(deps, tenant, params.name);
      if (outcome === 'absent') throw notFound('workflow of that name');
      if (outcome === 'started') throw new Problem('conflict', 'The workflow is started; stop it first.');
      if (outcome === 'open') {
        throw new Problem(
          'conflict',
          'Runs are still inside; wait for them, or stop with `"inside": "exit"`.',
        );
      }
      return { body: {} };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/workflows/{name}/publish',
    tag: 'Workflows',
    summary: 'Publish the draft as the next version',
    description:
      'The same definition again is the same version. With errors it is a 422 whose `errors` are the findings.',
    role: 'editor',
    params: byName,
    body: Type.Object(
      { start: Type.Optional(Type.Boolean({ description: 'Also start it.' })) },
      { additionalProperties: false },
    ),
    response: Type.Object({
      workflow: Type.String(),
      version: Type.Integer(),
      machine: Type.String({ description: 'ARN of the state machine.' }),
      fresh: Type.Boolean({ description: 'False when this was the latest version already.' }),
      started: Type.Boolean(),
      diagnostics: Type.Array(Finding),
    }),
    handle: async ({ deps, tenant, params, body: { start = false } }) => {
      const done = await publish(deps, tenant, params.name);
      if (done.outcome === 'absent') throw notFound('draft of that name');
      if (done.outcome === 'misnamed') {
        throw new Problem(
          'invalid-workflow',
          `The draft names itself \`${done.found}\`; here it must be \`${params.name}\`.`,
          { errors: [{ at: '/name', detail: `must be \`${params.name}\`.` }] },
        );
      }
      if (done.outcome === 'refused') throw unpublishable(done.diagnostics);
      const { version, fresh, diagnostics } = done;
      if (start) await startWorkflow(deps, tenant, params.name, version.version);
      const { machine } = version;
      const body = {
        workflow: params.name,
        version: version.version,
        machine,
        fresh,
        started: start,
        diagnostics,
      };
      return { body };
    },
  }),
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
      const shown = items.map(({ workflow: of, version, machine, publishedAt }) => ({
        workflow: of,
        version,
        machine,
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

export async function workflow(deps: ApiDeps, tenant: TenantId, name: string): Promise<WorkflowRow> {
  const found = await readWorkflow(deps.store, tenant, name);
  if (found === undefined) throw notFound('workflow of that name');
  return found.row;
}

export async function shownWorkflow(deps: ApiDeps, tenant: TenantId, row: WorkflowRow) {
  const { entered, inside, left, failed } = await readReport(deps.store, tenant, row.name);
  const { name, title, state, latest, live, createdAt, updatedAt } = row;
  return {
    name,
    title,
    state,
    latest,
    ...(live === undefined ? {} : { live }),
    ...(row.inside === undefined ? {} : { afterStop: row.inside }),
    createdAt,
    updatedAt,
    entered,
    inside,
    left,
    failed,
  };
}

type Diagnostics = ReturnType<typeof compile>['diagnostics'];

function unpublishable(diagnostics: Diagnostics): Problem {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` And ${errors.length - 1} more, see \`errors\`.` : '';
  return new Problem(
    'invalid-workflow',
    first === undefined
      ? 'The definition has errors.'
      : `${first.code} at \`${first.at}\`: ${first.detail}${more}`,
    { errors: diagnostics.map((finding) => ({ ...finding })) },
  );
}
