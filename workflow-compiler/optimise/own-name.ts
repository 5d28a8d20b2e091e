/** A wait whose beginning every task before it carries takes the name of its step: the console shows the step itself. */
import { type Plan, type PlanNode, retarget } from '../lower/plan.ts';
import type { Pass } from './pass.ts';

export const ownName: Pass = { name: 'own-name', run };

function run(plan: Plan): Plan {
  const taken = new Set(plan.nodes.map(({ name }) => name));
  const names = new Map(
    plan.nodes.flatMap((node) => {
      const { step } = node;
      return step !== undefined && isWait(node) && !taken.has(step) ? [[node.name, step] as const] : [];
    }),
  );
  const to = (name: string): string => names.get(name) ?? name;
  return {
    ...plan,
    start: to(plan.start),
    nodes: plan.nodes.map((node) => ({ ...retarget(node, to), name: to(node.name) })),
  };
}

const isWait = ({ type, name, step }: PlanNode): boolean =>
  (type === 'wait' || type === 'callback') && name === `${step}.until`;
