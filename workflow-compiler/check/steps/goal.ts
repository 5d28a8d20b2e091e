/** Something must be able to make a goal true while a run waits. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { StepOf } from '../../language/step.ts';
import { eventTypesOf } from '../../lower/event-types.ts';
import type { StepPlace } from '../step.ts';

export function goal(step: StepOf<'goal'>, { at }: StepPlace): readonly Finding[] {
  return eventTypesOf(step.when).length > 0
    ? []
    : [
        {
          code: 'COND-06',
          at: `${at}/when`,
          detail: 'The condition asks only about the event at hand, which does not change while a run waits.',
          hint: 'Ask for `event-occurred`, or for what the event changes on the contact.',
        },
      ];
}
