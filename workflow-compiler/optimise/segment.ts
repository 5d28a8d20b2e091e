/**
 * Cuts the plan at its waits: what lies between two of them is done by one task, which walks through tasks and choices by
 * the program pinned with the version. A step that two segments lead to stands in the program once.
 */
import {
  type ChoiceNode,
  type Plan,
  type PlanNode,
  type SegmentNode,
  SHARED,
  type TaskNode,
  targetsOf,
} from '../lower/plan.ts';
import type { Pass } from './pass.ts';

export const segment: Pass = { name: 'segment', run };

function run(plan: Plan): Plan {
  const byName = new Map(plan.nodes.map((node) => [node.name, node]));
  const inside = (name: string): boolean => isInside(byName.get(name));
  const waits = plan.nodes.filter(({ type }) => type === 'wait' || type === 'callback');
  const entries = new Set([plan.start, ...waits.flatMap(targetsOf)].filter(inside));
  if (entries.size === 0) return plan;
  const segments = [...entries].map((enter) => segmentAt(enter, byName));
  const program = plan.nodes.filter(isInside);
  const rest = plan.nodes.filter((node) => !isInside(node) && node.type !== 'succeed');
  // A choice cannot end an execution itself.
  const done: PlanNode = { type: 'succeed', name: SHARED.done };
  return { ...plan, nodes: [...segments, ...rest, done], program: [...(plan.program ?? []), ...program] };
}

const isInside = (node: PlanNode | undefined): node is TaskNode | ChoiceNode =>
  node?.type === 'task' || node?.type === 'choice';

function segmentAt(enter: string, byName: ReadonlyMap<string, PlanNode>): SegmentNode {
  const seen = new Set<string>();
  const exits = new Set<string>();
  let ends = false;
  let deferrable = false;
  const open = [enter];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const node = byName.get(name);
    if (!isInside(node)) {
      if (node?.type === 'succeed') ends = true;
      else exits.add(name);
      continue;
    }
    open.push(...targetsOf(node));
    if (node.type !== 'task') continue;
    if (node.next === undefined) ends = true;
    if (node.deferrable) deferrable = true;
  }
  const step = byName.get(enter)?.step;
  return {
    type: 'segment',
    name: enter,
    ...(step === undefined ? {} : { step }),
    enter,
    exits: [...exits].toSorted().map((name) => ({ path: name, next: name })),
    ends: ends || exits.size === 0,
    deferrable,
  };
}
