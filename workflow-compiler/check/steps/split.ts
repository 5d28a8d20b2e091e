/** Weights are percentages and add up to 100; a hundredth of a percent is left for rounding thirds. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { StepOf } from '../../language/step.ts';
import { pathIds } from '../paths.ts';
import type { StepPlace } from '../step.ts';

export function split(step: StepOf<'split'>, place: StepPlace): readonly Finding[] {
  const sum = step.paths.reduce((total, { weight }) => total + weight, 0);
  const weights: readonly Finding[] =
    Math.abs(sum - 100) <= 0.011
      ? []
      : [
          {
            code: 'STEP-01',
            at: `${place.at}/paths`,
            detail: `The weights add up to ${Number(sum.toFixed(4))}.`,
            hint: 'Change them so that they add up to 100.',
          },
        ];
  return [...pathIds(step.paths, place), ...weights];
}
