/** How many contacts meet a condition: what an editor shows beside one. */
import Type from 'typebox';
import { countContacts } from '../../domain/contact/count.ts';
import { Problem } from '../problem.ts';
import { route } from '../route.ts';
import { ConditionGiven, problemsOf } from './condition.ts';

export const countRoutes = [
  route({
    method: 'POST',
    path: '/v1/contacts/count',
    tag: 'Contacts',
    summary: 'How many contacts meet a condition',
    description:
      'The condition is one of the workflow language, about the contact alone: what happened to contacts, and events, cannot be counted.',
    role: 'viewer',
    body: Type.Object(
      {
        condition: ConditionGiven,
        after: Type.Optional(Type.String({ maxLength: 4000, description: '`next` of the answer before.' })),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({
      matching: Type.Integer({ description: 'Contacts that meet it, among those looked at.' }),
      looked: Type.Integer({ description: 'Contacts looked at in this call.' }),
      next: Type.Optional(
        Type.String({
          description: 'There are more: ask again with this as `after`, and add the numbers up.',
        }),
      ),
    }),
    handle: async ({ deps, tenant, body: { condition, after } }) => {
      const errors = problemsOf(condition);
      if (errors.length > 0)
        throw new Problem('invalid-request', 'The condition cannot be counted.', { errors });
      return { body: await countContacts(deps, tenant, condition, after) };
    },
  }),
];
