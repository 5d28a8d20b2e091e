/**
 * One callback task: parking, waiting and the timeout in one state. On timeout the first task claims the run's row and
 * follows the event's path if an event was faster, so the choice serves both ways.
 */
import { durationMs } from '../../language/duration.ts';
import type { StepOf } from '../../language/step.ts';
import { choosePath } from '../choose.ts';
import { type Context, goTo } from '../context.ts';
import type { PlanNode } from '../plan.ts';

export function waitForEvent(
  step: StepOf<'wait-for-event'>,
  { id, interrupts }: Context,
): readonly PlanNode[] {
  const choice = choosePath(id, step.paths, interrupts, goTo(step.timeout.next));
  const wake = `${id}.timeout`;
  return [
    {
      type: 'callback',
      name: id,
      step: id,
      steps: [id],
      timeoutSeconds: durationMs(step.timeout.after) / 1000,
      next: choice.name,
      timeout: wake,
    },
    { type: 'task', name: wake, step: id, fn: 'wake', steps: [id], next: choice.name, deferrable: false },
    choice,
  ];
}
