/** Paths are told apart by id, and at least two lead to different places. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { StepOf } from '../../language/step.ts';
import { pathIds, sameWay } from '../paths.ts';
import type { StepPlace } from '../step.ts';

export function branch(step: StepOf<'branch'>, place: StepPlace): readonly Finding[] {
  const targets = [...step.paths.map(({ next }) => next), step.otherwise];
  return [...pathIds(step.paths, place), ...sameWay(targets, place)];
}
