/**
 * How often runs came to each node of a plan, from what was counted step by step: which paths were taken, what was refused, who
 * waited for an opening, who is still there. However the machine that ran was cut, this is the same; and any plan of the
 * definition can be asked, so that every placement has its price.
 */
import {
  type ChoiceNode,
  type Plan,
  type PlanNode,
  type TaskNode,
  targetsOf,
} from '../../../workflow-compiler/lower/plan.ts';
import { ONE } from '../../../workflow-compiler/price/money.ts';
import type { Visits } from '../../../workflow-compiler/price/walk.ts';
import type { Read } from './report.ts';

/** Averages of a run, as prices count. A retried call enters its state again; who was not sent to was not paid for. */
export function visitsOf(flow: string, runs: number, plan: Plan, read: Read): Visits {
  const come = arrivals(flow, runs, plan, read);
  const perRun = (n: number): bigint => (BigInt(Math.max(0, n)) * ONE) / BigInt(runs);
  return new Map(
    plan.nodes.map((node) => {
      const place = `${flow}|${stepOf(node)}`;
      const isMessage = node.type === 'task' && node.fn === 'send';
      const inside = read.one(`inside|${place}`);
      const held = isMessage ? read.one(`hold|${place}`) : 0;
      // Who is held there still has not come back to it.
      const again = isMessage ? held - inside : 0;
      const entered = come(node.name) + again + read.one(`retried|${flow}|${node.name}`);
      const rejected = isMessage ? entered - held - read.one(`did|${place}|sent`) : 0;
      const stays = node.type === 'wait' || node.type === 'callback' ? inside : 0;
      const visit = { entered: perRun(entered), held: perRun(held), rejected: perRun(rejected) };
      return [node.name, stays === 0 ? visit : { ...visit, stays: perRun(stays) }];
    }),
  );
}

/** How many came to a node, holds and retries aside. */
function arrivals(flow: string, runs: number, plan: Plan, { one, under }: Read): (name: string) => number {
  const before = new Map<string, PlanNode[]>();
  const known = new Map<string, number>();
  for (const node of plan.nodes)
    for (const to of new Set(targetsOf(node))) before.set(to, [...(before.get(to) ?? []), node]);

  const taken = (step: string, path: string): number => one(`path|${flow}|${step}|${path}`);
  const paths = (step: string): number => under(`path|${flow}|${step}|`).reduce((sum, [, n]) => sum + n, 0);

  function come(name: string): number {
    const found = known.get(name);
    if (found !== undefined) return found;
    // A way back leads through a jump, which is counted by itself: nothing is asked for twice in a circle.
    known.set(name, 0);
    const sum = (before.get(name) ?? []).reduce(
      (all, node) => all + along(node, name),
      name === plan.start ? runs : 0,
    );
    known.set(name, sum);
    return sum;
  }

  /** From a node to another one. */
  function along(node: PlanNode, to: string): number {
    const step = stepOf(node);
    const inside = one(`inside|${flow}|${step}`);
    switch (node.type) {
      case 'task':
        return alongTask(node, to);
      case 'callback': {
        const timeouts = taken(step, 'timeout');
        return (node.timeout === to ? timeouts : 0) + (node.next === to ? paths(step) - timeouts : 0);
      }
      case 'choice':
        return alongChoice(node, to);
      case 'wait':
        return come(node.name) - inside;
      default:
        return come(node.name);
    }
  }

  function alongTask(node: TaskNode, to: string): number {
    const step = stepOf(node);
    const place = `${flow}|${step}`;
    if (node.fn === 'decide') return paths(step);
    if (node.fn === 'wake') return taken(step, 'timeout');
    const stays = node.fn === 'send' ? one(`inside|${place}`) : 0;
    const done = come(node.name) - stays - one(`gone|${place}`);
    // A change that is refused is written down, and the run goes on.
    const refuses = node.rejected !== undefined && node.fn !== 'apply';
    const refused = refuses ? one(`did|${place}|rejected`) : 0;
    return (node.rejected === to ? refused : 0) + (node.next === to ? done - refused : 0);
  }

  function alongChoice({ name, step = name, rules, otherwise }: ChoiceNode, to: string): number {
    const by = rules.map(({ test, mark, next }) => ({
      next,
      count: taken(step, test.type === 'path' ? test.is : (mark?.path ?? '')),
    }));
    const named = by.reduce((all, { count }) => all + count, 0);
    const rest =
      otherwise.next !== to
        ? 0
        : otherwise.mark === undefined
          ? come(name) - named
          : taken(step, otherwise.mark.path);
    return rest + by.reduce((all, { next, count }) => all + (next === to ? count : 0), 0);
  }

  return come;
}

/** What a task says of itself stands under the first of its steps. */
const stepOf = (node: PlanNode): string =>
  node.type === 'task' ? (node.steps[0] ?? node.step ?? node.name) : (node.step ?? node.name);
