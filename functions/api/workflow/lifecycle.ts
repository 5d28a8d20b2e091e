/** Starting, stopping, and letting contacts in by hand. */
import Type from 'typebox';
import { FROM_API } from '../../domain/contact/cause.ts';
import { type ContactId, isContactId, type TenantId } from '../../domain/ids.ts';
import { cardKey } from '../../domain/keys.ts';
import { enrolByHand } from '../../domain/workflow/enrol.ts';
import { startWorkflow, stopWorkflow } from '../../domain/workflow/lifecycle.ts';
import type { ApiDeps } from '../deps.ts';
import { hashText } from '../idempotency.ts';
import { notFound, Problem } from '../problem.ts';
import { route } from '../route.ts';
import { Workflow } from './schema.ts';
import { byName, shownWorkflow, workflow } from './shown.ts';

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
      if (moved.outcome === 'retiring')
        throw new Problem(
          'conflict',
          'The machine of this version is just being removed; start it in a minute.',
        );
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
      if (moved.outcome !== 'moved') throw new Problem('conflict', 'It was never published.');
      return { body: await shownWorkflow(deps, tenant, moved.row) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/workflows/{name}/enrol',
    tag: 'Workflows',
    summary: 'Let contacts in by hand',
    description:
      'The workflow is started; its filter and re-entry rule decide as ever. ' +
      'All contacts exist, or none is taken.',
    role: 'editor',
    params: byName,
    body: Type.Object(
      { contacts: Type.Array(Type.String(), { minItems: 1, maxItems: 500 }) },
      { additionalProperties: false },
    ),
    response: Type.Object({ accepted: Type.Integer() }),
    statuses: [202],
    handle: async ({ deps, tenant, params, body, request }) => {
      await workflow(deps, tenant, params.name);
      const contacts = await contactsOf(deps, tenant, body.contacts);
      const key = request.headers.get('idempotency-key');
      const told = key === null ? undefined : hashText(key).slice(0, 24);
      const done = await enrolByHand(deps, tenant, params.name, contacts, FROM_API, told);
      if (done.outcome === 'absent') throw notFound('workflow of that name');
      if (done.outcome === 'stopped') throw new Problem('conflict', 'The workflow is not started.');
      if (done.outcome !== 'accepted') {
        throw new Problem(
          'conflict',
          'The live version has no trigger `manual.enrolled`; add one and publish.',
        );
      }
      return { body: { accepted: done.accepted } };
    },
  }),
];

async function contactsOf(
  deps: ApiDeps,
  tenant: TenantId,
  ids: readonly string[],
): Promise<readonly ContactId[]> {
  const known = ids.filter(isContactId);
  const cards = await deps.store.getMany(known.map((id) => cardKey(tenant, id)));
  const found = new Set<string>(known.filter((_, at) => cards[at] !== undefined));
  const errors = ids.flatMap((id, at) =>
    found.has(id) ? [] : [{ at: `/contacts/${at}`, detail: 'is the id of nobody' }],
  );
  if (errors.length > 0)
    throw new Problem('not-found', 'Not every contact is there; none was let in.', { errors });
  return [...new Set(known)];
}
