/** A choice that counts in the cursor: back while the count is below the bound, on after that. */
import type { StepOf } from '../../language/step.ts';
import { type Context, goTo } from '../context.ts';
import type { PlanNode } from '../plan.ts';

export function jump(step: StepOf<'jump'>, { id }: Context): readonly PlanNode[] {
  return [
    {
      type: 'choice',
      name: id,
      step: id,
      rules: [
        {
          test: { type: 'loop', atMost: step.atMost },
          next: goTo(step.to),
          mark: { path: 'jump', counts: true },
        },
      ],
      otherwise: { next: goTo(step.next), mark: { path: 'next', counts: false } },
    },
  ];
}
