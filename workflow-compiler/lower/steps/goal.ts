/** Reached in order, a goal only passes on; what it does is done by the interrupts of waits and decisions. */
import type { StepOf } from '../../language/step.ts';
import { type Context, goTo } from '../context.ts';
import type { PlanNode } from '../plan.ts';

export function goal(step: StepOf<'goal'>, { id }: Context): readonly PlanNode[] {
  return [{ type: 'pass', name: id, step: id, next: goTo(step.next) }];
}
