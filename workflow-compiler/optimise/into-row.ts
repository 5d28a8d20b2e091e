/**
 * Express, a state for each step: no state waits. A task that begins a wait ends the execution, and says at which state the
 * next one enters; whether time or an event ended the wait, the run's row has decided by then, so the tasks that ask for the
 * timeout go.
 */
import type { CallbackNode, Plan, PlanNode, TaskNode } from '../lower/plan.ts';
import type { Pass } from './pass.ts';

export const intoRow: Pass = { name: 'into-row', run };

function run(plan: Plan): Plan {
  const byName = new Map(plan.nodes.map((node) => [node.name, node]));
  // The waits whose beginning is a task of its own.
  const begun = new Set(plan.nodes.flatMap((node) => (isPark(node) ? [node.next] : [])));
  return {
    ...plan,
    nodes: plan.nodes.flatMap((node): readonly PlanNode[] => {
      if (isPark(node)) return [parking(node, byName.get(node.next))];
      if (node.type === 'callback') return begun.has(node.name) ? [] : [parkingFor(node)];
      return node.type === 'wait' ? [] : [node];
    }),
  };
}

type Park = TaskNode & { readonly next: string };

const isPark = (node: PlanNode): node is Park =>
  node.type === 'task' && node.fn === 'park' && node.next !== undefined;

function parking(node: Park, wait: PlanNode | undefined): TaskNode {
  if (wait?.type !== 'wait' && wait?.type !== 'callback') return node;
  const { next: _next, ...rest } = node;
  return { ...rest, resume: wait.next, ...(wait.type === 'callback' ? { listens: true } : {}) };
}

const parkingFor = ({ name, step, steps, next }: CallbackNode): TaskNode => ({
  type: 'task',
  name,
  ...(step === undefined ? {} : { step }),
  fn: 'park',
  steps,
  deferrable: false,
  resume: next,
  listens: true,
});
