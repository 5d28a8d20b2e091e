/**
 * A task does in the same call what follows it and needs nobody to ask: contact changes, the beginning of a wait, the end of
 * the run. Each stays a turn of its own with its own history; only the state is saved. Where two tasks lead to one change,
 * both carry it.
 */
import { type CarriedNode, type Plan, type PlanNode, SHARED, type TaskNode } from '../lower/plan.ts';
import type { Pass } from './pass.ts';

export const carry: Pass = { name: 'carry', run };

/** Steps in one call, so that it stays well within the time that a function has. */
const MOST = 20;

function run(plan: Plan): Plan {
  const byName = new Map(plan.nodes.map((node) => [node.name, node]));
  return {
    ...plan,
    nodes: plan.nodes.map((node) => (node.type === 'task' && carries(node) ? laden(node, byName) : node)),
  };
}

const CARRIERS: ReadonlySet<TaskNode['fn']> = new Set(['send', 'call', 'apply']);

/** One whose refusal leads elsewhere goes by itself: after a refusal nothing is carried. */
const carries = ({ fn, end, rejected, next }: TaskNode): boolean =>
  CARRIERS.has(fn) && end === undefined && (rejected === undefined || rejected === next);

function laden(node: TaskNode, byName: ReadonlyMap<string, PlanNode>): TaskNode {
  const then: CarriedNode[] = [...(node.then ?? [])];
  let steps = node.steps.length + then.reduce((sum, one) => sum + one.steps.length, 0);
  let next = node.next;
  while (next !== undefined && next !== node.name) {
    const follower = byName.get(next);
    if (follower === undefined || !isCarried(follower) || steps + follower.steps.length > MOST) break;
    const { then: own = [], ...bare } = follower;
    then.push(bare, ...own);
    steps += bare.steps.length + own.reduce((sum, one) => sum + one.steps.length, 0);
    next = follower.next;
    if (own.length > 0) break;
  }
  if (next === node.next) return node;
  const { next: _next, rejected: _rejected, ...rest } = node;
  const onward = next === undefined || next === SHARED.done ? {} : { next };
  return { ...rest, ...onward, then };
}

const isCarried = (node: PlanNode): node is CarriedNode =>
  node.type === 'task' &&
  ((node.fn === 'park' && node.listens !== true) ||
    node.fn === 'finish' ||
    (node.fn === 'apply' && (node.rejected === undefined || node.rejected === node.next || endsBy(node))));

/** The end was absorbed into it: a refused change ends the run all the same. */
const endsBy = ({ end, rejected }: TaskNode): boolean => end === 'completed' && rejected === SHARED.end;
