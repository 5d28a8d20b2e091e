/** What each pass gains: the states that one run enters, which is what Step Functions bills, before and after it. */
import { type Plan, type PlanNode, resumeOf, targetsOf } from '../lower/plan.ts';
import { NAIVE, optimise } from './optimise.ts';
import type { Pass } from './pass.ts';

/** States entered on the shortest and the longest way through; a loop counts once, a hold and a retry not at all. */
export type Ways = { readonly shortest: number; readonly longest: number };

export type Gain = Ways & { readonly pass: string; readonly states: number };

/**
 * The first line is the naive plan. Every later line is what is left after that pass; passes that come twice are told once,
 * with both their gains.
 *
 * @example explainPasses(lower(definition, interruptsOf(definition)), PASSES).at(-1)?.longest // 5
 */
export function explainPasses(plan: Plan, passes: readonly Pass[]): readonly Gain[] {
  const gains: Gain[] = [{ pass: 'naive', ...told(optimise(plan, NAIVE)) }];
  let current = plan;
  for (const pass of passes) {
    current = pass.run(current);
    const gain = { pass: pass.name, ...told(current) };
    const same = gains.findIndex((one) => one.pass === pass.name);
    if (same > 0) gains.splice(same, 1);
    gains.push(gain);
  }
  return gains;
}

const told = (plan: Plan) => ({ states: reachable(plan), ...waysThrough(plan) });

const reachable = (plan: Plan): number => optimise(plan, NAIVE).nodes.length;

export function waysThrough(plan: Plan): Ways {
  const byName = new Map(plan.nodes.map((node) => [node.name, node]));
  const known = new Map<string, Ways>();
  const under = new Set<string>();
  const from = (name: string): Ways | undefined => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const node = byName.get(name);
    // Back in a loop: this way is told where it leaves the loop.
    if (node === undefined || under.has(name)) return undefined;
    under.add(name);
    const ways = targetsOf(node).flatMap((target) => from(target) ?? []);
    under.delete(name);
    const own = entered(node);
    const shortest =
      own + (endsHere(node) || ways.length === 0 ? 0 : Math.min(...ways.map((way) => way.shortest)));
    const longest = own + Math.max(0, ...ways.map((way) => way.longest));
    known.set(name, { shortest, longest });
    return { shortest, longest };
  };
  return from(plan.start) ?? { shortest: 0, longest: 0 };
}

/** A segment with more than one way out has a choice behind it. */
const entered = (node: PlanNode): number =>
  node.type === 'segment' && node.exits.length + (node.ends ? 1 : 0) > 1 ? 2 : 1;

const endsHere = (node: PlanNode): boolean =>
  node.type === 'task' && node.next === undefined && resumeOf(node) === undefined;
