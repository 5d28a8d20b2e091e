/**
 * A task computes the end of the wait in the contact's zone and writes the run's row. Then a plain wait; or, where an
 * exit rule or a goal may interrupt it, a callback whose timeout is the wait, and a choice of what woke it.
 */
import type { StepOf } from '../../language/step.ts';
import { choosePath } from '../choose.ts';
import { type Context, goTo } from '../context.ts';
import type { PlanNode } from '../plan.ts';

export function wait(step: StepOf<'wait'>, { id, interrupts }: Context): readonly PlanNode[] {
  const until = `${id}.until`;
  const next = goTo(step.next);
  const park: PlanNode = {
    type: 'task',
    name: id,
    step: id,
    fn: 'park',
    steps: [id],
    next: until,
    deferrable: false,
  };
  if (interrupts.length === 0) return [park, { type: 'wait', name: until, step: id, next }];
  const choice = choosePath(id, [], interrupts, next);
  const wake = `${id}.timeout`;
  return [
    park,
    {
      type: 'callback',
      name: until,
      step: id,
      steps: [id],
      timeoutSeconds: 'cursor',
      next: choice.name,
      timeout: wake,
    },
    { type: 'task', name: wake, step: id, fn: 'wake', steps: [id], next: choice.name, deferrable: false },
    choice,
  ];
}
