/** Conditions that callers of the API hand over, about contacts alone. */
import Type from 'typebox';
import { check } from '../../../workflow-compiler/compile.ts';
import type { Condition } from '../../../workflow-compiler/language/condition.ts';
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import { cardReads } from '../../../workflow-compiler/predicate/reads.ts';
import type { ProblemItem } from '../problem.ts';

export const ConditionGiven = Type.Unsafe<Condition>({
  type: 'object',
  description: 'A condition of the workflow language.',
});

const FILTER = '/entry/filter';

/** Checked as the entry filter of a workflow that does nothing, so that it is judged by the language's own rules. */
export function problemsOf(condition: Condition): readonly ProblemItem[] {
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
