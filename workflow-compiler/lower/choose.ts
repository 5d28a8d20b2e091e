/** The choice that follows a decision or a wake-up: by the path that the task put into the cursor. */
import { goTo } from './context.ts';
import type { ChoiceNode } from './plan.ts';

export function choosePath(
  id: string,
  paths: readonly { readonly id: string; readonly next: string }[],
  interrupts: ChoiceNode['rules'],
  otherwise: string,
): ChoiceNode {
  const rules = paths.map((path) => ({
    test: { type: 'path' as const, is: path.id },
    next: goTo(path.next),
  }));
  return {
    type: 'choice',
    name: `${id}.path`,
    step: id,
    rules: [...rules, ...interrupts],
    otherwise: { next: otherwise },
  };
}
