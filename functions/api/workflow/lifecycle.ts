/** Starting, stopping, and letting contacts in by hand. */
import Type from 'typebox';
import { startWorkflow, stopWorkflow } from '../../domain/workflow/lifecycle.ts';
import { notFound, Problem } from '../problem.ts';
import { route } from '../route.ts';
import { Name, shownWorkflow } from './routes.ts';
import { Workflow } from './schema.ts';

const byName = Type.Object({ name: Name });

export const lifecycleRoutes = [
  route({
    method: 'POST',
    path: '/v1/workflows/{name}/start',
    tag: 'Workflows',
    summary: 'Let contacts in',
    role: 'editor',
    params: byName,
    body: Type.Object(
      { version: Type.Optional(Type.Integer({ minimum: 1, description: 'The latest unless said.' })) },
      { additionalProperties: false },
    ),
    response: Workflow,
    handle: async ({ deps, tenant, params, body }) => {
      const moved = await startWorkflow(deps, tenant, params.name, body.version);
      if (moved.outcome === 'absent') throw notFound('workflow of that name');
      if (moved.outcome === 'unpublished') {
        throw body.version === undefined
          ? new Problem('conflict', 'Nothing of it is published yet; publish first.')
          : notFound('version of that number');
      }
      return { body: await shownWorkflow(deps, tenant, moved.row) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/workflows/{name}/stop',
    tag: 'Workflows',
    summary: 'Let nobody in any more',
    description: 'Within a second. Runs inside `finish`, or `exit` at their next step.',
    role: 'editor',
    params: byName,
    body: Type.Object(
      { inside: Type.Optional(Type.Union([Type.Literal('exit'), Type.Literal('finish')])) },
      { additionalProperties: false },
    ),
    response: Workflow,
    handle: async ({ deps, tenant, params, body }) => {
      const moved = await stopWorkflow(deps, tenant, params.name, body.inside);
      if (moved.outcome === 'absent') throw notFound('workflow of that name');
      if (moved.outcome === 'unpublished') throw new Problem('conflict', 'It was never published.');
      return { body: await shownWorkflow(deps, tenant, moved.row) };
    },
  }),
];
