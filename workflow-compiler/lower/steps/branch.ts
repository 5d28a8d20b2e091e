/** A task decides and answers the path; a choice follows it. A task state cannot branch by itself. */
import type { StepOf } from '../../language/step.ts';
import { choosePath } from '../choose.ts';
import { type Context, goTo } from '../context.ts';
import type { PlanNode } from '../plan.ts';

export function branch(step: StepOf<'branch'>, { id, interrupts }: Context): readonly PlanNode[] {
  const choice = choosePath(id, step.paths, interrupts, goTo(step.otherwise));
  return [
    { type: 'task', name: id, step: id, fn: 'decide', steps: [id], next: choice.name, deferrable: false },
    choice,
  ];
}
