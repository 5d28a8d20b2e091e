/** Events that failed again and again: read with their reasons, told again once the cause is mended, or removed. */
import Type from 'typebox';
import { deadLettersOf, listDeadLetters } from '../../domain/event/dead-letter.ts';
import { replayDeadLetters } from '../../domain/event/replay.ts';
import { notFound } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf, Moment, Nothing } from '../schema.ts';

const DeadLetter = Type.Object(
  {
    id: Type.String(),
    what: Type.Union([Type.Literal('event'), Type.Literal('change')]),
    type: Type.Optional(Type.String({ description: 'Of an event.' })),
    contact: Type.Optional(Type.String()),
    error: Type.String(),
    at: Moment,
  },
  { title: 'DeadLetter' },
);

export const deadLetterRoutes = [
  route({
    method: 'GET',
    path: '/v1/dead-letters',
    tag: 'Dead letters',
    summary: 'What failed again and again, with its reason',
    description: 'On AWS these stand in queues: `sojourn dead-letters --aws`.',
    role: 'admin',
    query: Type.Object(paging, { additionalProperties: false }),
    response: listOf(DeadLetter),
    handle: async ({ deps, tenant, query }) => {
      const page = await listDeadLetters(deps.store, tenant, pagingOf(query));
      const items = page.items.map(({ id, event, error, at }) =>
        event === undefined
          ? { id, what: 'change' as const, error, at }
          : { id, what: 'event' as const, type: event.type, contact: event.contact, error, at },
      );
      return { body: { ...page, items } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/dead-letters/replay',
    tag: 'Dead letters',
    summary: 'Tell all of them again',
    description:
      'What fails again is a dead letter again. Changes of contacts are kept: what they were before is gone.',
    role: 'admin',
    response: Type.Object({ replayed: Type.Integer(), kept: Type.Integer() }, { title: 'Replayed' }),
    handle: async ({ deps, tenant }) => ({ body: await replayDeadLetters(deps, tenant) }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/dead-letters/{id}',
    tag: 'Dead letters',
    summary: 'Remove one',
    role: 'admin',
    params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 500 }) }),
    response: Nothing,
    statuses: [204],
    handle: async ({ deps, tenant, params }) => {
      const key = { pk: deadLettersOf(tenant), sk: params.id };
      const written = await deps.store.write([{ do: 'delete', key, when: 'present' }]);
      if (!written.ok) throw notFound('dead letter');
      return { body: {} };
    },
  }),
];
