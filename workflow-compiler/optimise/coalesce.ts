/**
 * Adjacent contact changes become one task: one state, one write. The task does its steps in order and settles each by
 * itself, so that one refused change does not keep the next from happening, as in the plan before.
 */
import { type Plan, type PlanNode, type TaskNode, targetsOf } from '../lower/plan.ts';
import { arrivals, type Pass } from './pass.ts';

export const coalesce: Pass = { name: 'coalesce', run };

/** Steps in one task: keeps the task's write well under the limit of a transaction (100 items). */
const MOST = 20;

function run(plan: Plan): Plan {
  const byName = new Map(plan.nodes.map((node) => [node.name, node]));
  const counts = arrivals(plan, (node) => [...new Set(targetsOf(node))]);
  const gone = new Set<string>();
  const nodes = plan.nodes.map((first): PlanNode => {
    if (!isApply(first) || gone.has(first.name)) return first;
    let merged = first;
    for (;;) {
      const next = merged.next === undefined ? undefined : byName.get(merged.next);
      if (next === undefined || !isApply(next) || next.name === first.name || gone.has(next.name))
        return merged;
      const joins = counts.get(next.name) === 1 && merged.rejected === next.name;
      if (!joins || merged.steps.length + next.steps.length > MOST) return merged;
      gone.add(next.name);
      merged = join(merged, next);
    }
  });
  return { ...plan, nodes: nodes.filter(({ name }) => !gone.has(name)) };
}

/** Keeps the first one's name and takes the second one's way on. */
function join(first: TaskNode, second: TaskNode): TaskNode {
  const { next: _next, rejected: _rejected, ...rest } = first;
  return {
    ...rest,
    steps: [...first.steps, ...second.steps],
    ...(second.next === undefined ? {} : { next: second.next }),
    ...(second.rejected === undefined ? {} : { rejected: second.rejected }),
  };
}

const isApply = (node: PlanNode): node is TaskNode =>
  node.type === 'task' && node.fn === 'apply' && node.end === undefined && node.then === undefined;
