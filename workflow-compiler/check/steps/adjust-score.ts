/** Adding nothing is allowed but surely not meant. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { StepOf } from '../../language/step.ts';
import type { StepPlace } from '../step.ts';

export function adjustScore(step: StepOf<'adjust-score'>, { at }: StepPlace): readonly Finding[] {
  return step.by === 0
    ? [
        {
          code: 'STEP-11',
          at: `${at}/by`,
          detail: 'The score changes by 0.',
          hint: 'Give the points to add, or to take away as a negative number.',
        },
      ]
    : [];
}
