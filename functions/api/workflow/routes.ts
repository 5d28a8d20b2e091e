/** Workflows: drafts kept and checked, versions published and read. Starting and stopping is in lifecycle.ts. */
import Type from 'typebox';
import { compile, definitionSchema } from '../../../workflow-compiler/compile.ts';
import { capsToCheck } from '../../domain/tenant/tenant.ts';
import { saveDraft } from '../../domain/workflow/draft.ts';
import { removeWorkflow, startWorkflow } from '../../domain/workflow/lifecycle.ts';
import { publish } from '../../domain/workflow/publish.ts';
import { listWorkflows, readDraft } from '../../domain/workflow/read.ts';
import { notFound, Problem } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { Finding, listOf, Nothing } from '../schema.ts';
import { Cut, Placement, SavedDraft, Workflow, WorkflowWithDraft } from './schema.ts';
import { byName, shownWorkflow, workflow } from './shown.ts';
import { SOURCE_TYPES, sourceOf } from './source.ts';

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
    handle: async ({ deps, tenant, text }) => {
      const caps = await capsToCheck(deps.store, tenant);
      const compiled = compile(sourceOf(text), { ...deps.settings, ...caps });
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
      if (params.name === TAKEN) throw taken();
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
      { start: Type.Optional(Type.Boolean({ description: 'Also start it.' })), ...Cut },
      { additionalProperties: false },
    ),
    response: Type.Object({
      workflow: Type.String(),
      version: Type.Integer(),
      machine: Type.String({ description: 'ARN of the state machine.' }),
      placement: Placement,
      placementWhy: Type.Optional(Type.String({ description: 'Why `auto` chose it.' })),
      fresh: Type.Boolean({ description: 'False when this was the latest version already.' }),
      started: Type.Boolean(),
      diagnostics: Type.Array(Finding),
    }),
    handle: async ({ deps, tenant, params, body: { start = false, ...shape } }) => {
      const done = await publish(deps, tenant, params.name, shape);
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
      const { machine, placement = 'standard', placementWhy } = version;
      const body = {
        workflow: params.name,
        version: version.version,
        machine,
        placement,
        ...(placementWhy === undefined ? {} : { placementWhy }),
        fresh,
        started: start,
        diagnostics,
      };
      return { body };
    },
  }),
];

/** `GET /v1/workflows/schema` is no workflow, so one of that name could be published and never be read. */
const TAKEN = 'schema';

const taken = (): Problem => {
  const detail = `\`${TAKEN}\` is an address of this API; give the workflow another name.`;
  return new Problem('refused', detail, { errors: [{ at: '/name', detail }] });
};

type Diagnostics = ReturnType<typeof compile>['diagnostics'];

export function unpublishable(diagnostics: Diagnostics): Problem {
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
