/** The last task ends the run itself, and an ending task ends the execution: two states less on every run. */
import { type Plan, type PlanNode, SHARED, type TaskNode } from '../lower/plan.ts';
import type { Pass } from './pass.ts';

export const absorbEnd: Pass = { name: 'absorb-end', run };

function run(plan: Plan): Plan {
  return { ...plan, nodes: plan.nodes.map((node) => (node.type === 'task' ? absorbed(node) : node)) };
}

function absorbed(node: TaskNode): PlanNode {
  const { next, ...rest } = node;
  if (next === SHARED.done) return rest;
  const settles = node.fn === 'apply' || node.fn === 'send' || node.fn === 'call';
  return next === SHARED.end && settles && node.end === undefined && node.then === undefined
    ? { ...rest, end: 'completed' }
    : node;
}
