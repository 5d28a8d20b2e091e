/** Steps that are one task and go on to `next`: all actions. */
import type { TaskFunction } from '../../artifact.ts';
import { type Context, goTo } from '../context.ts';
import type { PlanNode } from '../plan.ts';

type Action = { readonly next: string; readonly onRejected?: string | undefined };

/** `deferrable`: sending rules may hold the step until a later time. */
export function task(fn: TaskFunction, deferrable = false) {
  return (step: Action, { id }: Context): readonly PlanNode[] => [
    {
      type: 'task',
      name: id,
      step: id,
      fn,
      steps: [id],
      next: goTo(step.next),
      rejected: goTo(step.onRejected ?? step.next),
      deferrable,
    },
  ];
}
