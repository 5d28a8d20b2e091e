/** A pass: plan in, plan out, meaning the same. Each is small and named, so that its gain can be told apart. */
import type { Plan, PlanNode } from '../lower/plan.ts';

export type Pass = { readonly name: string; readonly run: (plan: Plan) => Plan };

/** How often each node is a target; the start counts once. */
export function arrivals(
  plan: Plan,
  targets: (node: PlanNode) => readonly string[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>([[plan.start, 1]]);
  for (const node of plan.nodes)
    for (const target of targets(node)) counts.set(target, (counts.get(target) ?? 0) + 1);
  return counts;
}
