/** Ends the run. The reason is the tenant's text and so stays out of the machine: the task reads it from the step. */
import type { StepOf } from '../../language/step.ts';
import type { Context } from '../context.ts';
import { type PlanNode, SHARED } from '../plan.ts';

export function exit(_step: StepOf<'exit'>, { id }: Context): readonly PlanNode[] {
  return [
    {
      type: 'task',
      name: id,
      step: id,
      fn: 'finish',
      steps: [id],
      next: SHARED.done,
      deferrable: false,
      end: 'exit',
    },
  ];
}
