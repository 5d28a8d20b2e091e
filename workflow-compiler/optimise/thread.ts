/** Goes straight where a node only passes on: goals reached in order, choices whose ways all lead to one place. */
import { type Plan, type PlanNode, retarget } from '../lower/plan.ts';
import type { Pass } from './pass.ts';

export const thread: Pass = { name: 'thread', run };

function run(plan: Plan): Plan {
  const onward = new Map(
    plan.nodes.flatMap((node) => {
      const to = passesTo(node);
      return to === undefined || to === node.name ? [] : [[node.name, to] as const];
    }),
  );
  const follow = (name: string): string => {
    const seen = new Set<string>();
    let at = name;
    for (let to = onward.get(at); to !== undefined && !seen.has(at); to = onward.get(at)) {
      seen.add(at);
      at = to;
    }
    return at;
  };
  return {
    ...plan,
    start: follow(plan.start),
    nodes: plan.nodes.map((node) => retarget(node, follow)),
  };
}

/** Where a node leads whatever happens, if it does nothing on the way. */
function passesTo(node: PlanNode): string | undefined {
  if (node.type === 'pass') return node.next;
  if (node.type !== 'choice') return undefined;
  const { next, mark } = node.otherwise;
  const same =
    mark === undefined && node.rules.every((rule) => rule.next === next && rule.mark === undefined);
  return same ? next : undefined;
}
