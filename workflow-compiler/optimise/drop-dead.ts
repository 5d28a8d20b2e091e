/** Leaves out what nothing leads to any more. */
import { type Plan, targetsOf } from '../lower/plan.ts';
import type { Pass } from './pass.ts';

export const dropDead: Pass = { name: 'drop-dead', run };

function run(plan: Plan): Plan {
  const byName = new Map(plan.nodes.map((node) => [node.name, node]));
  const live = new Set<string>();
  const open = [plan.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = byName.get(name);
    if (node === undefined || live.has(name)) continue;
    live.add(name);
    open.push(...targetsOf(node));
  }
  return { ...plan, nodes: plan.nodes.filter(({ name }) => live.has(name)) };
}
