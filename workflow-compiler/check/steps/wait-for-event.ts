/** Paths are told apart by id. The events themselves are checked with all others. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { StepOf } from '../../language/step.ts';
import { pathIds, sameWay } from '../paths.ts';
import type { StepPlace } from '../step.ts';

export function waitForEvent(step: StepOf<'wait-for-event'>, place: StepPlace): readonly Finding[] {
  // One path that leads where the timeout leads is a wait that an event shortens: that is meant.
  const targets = step.paths.map(({ next }) => next);
  const same = step.paths.length > 1 ? sameWay([...targets, step.timeout.next], place) : [];
  return [...pathIds(step.paths, place), ...same];
}
