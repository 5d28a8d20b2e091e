/** A choice without a task: the bucket is computed from ids that the cursor carries. */
import type { StepOf } from '../../language/step.ts';
import { splitBounds } from '../../split.ts';
import { type Context, goTo } from '../context.ts';
import type { ChoiceNode, PlanNode } from '../plan.ts';

export function split(step: StepOf<'split'>, { id }: Context): readonly PlanNode[] {
  const bounds = splitBounds(step.paths.map(({ weight }) => weight));
  const ways = step.paths.map((path) => ({ next: goTo(path.next), mark: { path: path.id, counts: false } }));
  const rules = bounds.flatMap((below, i): ChoiceNode['rules'] => {
    const way = ways[i];
    return way === undefined ? [] : [{ ...way, test: { type: 'bucket', below } }];
  });
  const last = ways.at(-1);
  return last === undefined ? [] : [{ type: 'choice', name: id, step: id, rules, otherwise: last }];
}
