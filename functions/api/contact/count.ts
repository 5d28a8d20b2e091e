/** How many contacts meet a condition: what an editor shows beside one. */
import Type from 'typebox';
import { check } from '../../../workflow-compiler/compile.ts';
import type { Condition } from '../../../workflow-compiler/language/condition.ts';
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import { cardReads } from '../../../workflow-compiler/predicate/reads.ts';
import { countContacts } from '../../domain/contact/count.ts';
import { Problem, type ProblemItem } from '../problem.ts';
import { route } from '../route.ts';

const FILTER = '/entry/filter';

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
        condition: Type.Unsafe<Condition>({
          type: 'object',
          description: 'A condition of the workflow language.',
        }),
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

/** Checked as the entry filter of a workflow that does nothing, so that it is judged by the language's own rules. */
function problemsOf(condition: Condition): readonly ProblemItem[] {
  const definition: JsonObject = {
    language: 1,
    name: 'count',
    triggers: [{ on: 'manual.enrolled' }],
    entry: { filter: asJson(condition) },
    start: 'nothing',
    steps: { nothing: { kind: 'exit', reason: 'nothing' } },
  };
  const wrong = check(definition).diagnostics.flatMap(({ severity, at, title, detail }) =>
    severity === 'error' ? [{ at: placeOf(at), detail: `${title}: ${detail}` }] : [],
  );
  if (wrong.length > 0) return wrong;
  return cardReads(condition).elsewhere.map((at) => ({
    at: `/condition${at}`,
    detail: 'looks at what happened or at an event, which is not on the contact',
  }));
}

function placeOf(at: string): string {
  return at.startsWith(FILTER) ? `/condition${at.slice(FILTER.length)}` : '/condition';
}

/** A condition is plain JSON by its schema. */
function asJson(condition: Condition): JsonObject {
  return { ...condition };
}
