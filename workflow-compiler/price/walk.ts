/**
 * How often one run enters each state, on average: all runs walk through the plan at once, as a mass that divides at every
 * choice. What runs remember divides it too (jumps are counted, a split goes the same way each time), so that the result is
 * exact: a test compares it with every way that the interpreter can take through the machine.
 */
import type { Definition } from '../language/definition.ts';
import { type Plan, type PlanNode, targetsOf } from '../lower/plan.ts';
import { type Count, ONE } from './money.ts';
import type { Rates } from './rates.ts';
import { type Memory, PATH, type Visit, type Ways, waysOf } from './ways.ts';

/** By the name of the plan's node; those that nobody enters are there with zeros. */
export type Visits = ReadonlyMap<string, Visit>;

/** Runs at a node, by what they remember. */
type Crowd = Map<string, { readonly memory: Memory; readonly mass: Count }>;
type Crowds = Map<string, Crowd>;

/** @example walk(plan, definition, RATES).get('opened')?.entered // 1_000_000_000_000n */
export function walk(plan: Plan, definition: Definition, rates: Rates): Visits {
  const visits = new Map<string, Visit>(plan.nodes.map(({ name }) => [name, NONE]));
  walkBy(plan, waysOf(definition, rates), {}, (name, visit) => count(visits, name, visit));
  return visits;
}

/** Everybody from the start to the end, remembering `begins` at first; `saw` is told of every crowd at every node. */
export function walkBy(
  plan: Plan,
  ways: Ways,
  begins: Memory,
  saw: (name: string, visit: Visit, memory: Memory) => void,
): void {
  const nodes = new Map(plan.nodes.map((node) => [node.name, node]));
  const order = orderOf(plan, nodes);
  const keep = keeping(plan);
  // Within a round everything goes forward; who goes back comes again in the next one.
  let round: Crowds = new Map();
  join(round, plan.start, begins, ONE);
  while (round.size > 0) {
    const next: Crowds = new Map();
    for (const [name, position] of order) {
      const node = nodes.get(name);
      const crowd = round.get(name);
      if (node === undefined || crowd === undefined) continue;
      for (const { memory, mass } of crowd.values()) {
        const { visit, onward } = ways(node, mass, memory);
        saw(name, visit, memory);
        for (const way of onward) {
          if (way.to === undefined || way.mass === 0n) continue;
          const back = (order.get(way.to) ?? 0) <= position;
          join(back ? next : round, way.to, keep(way.to, way.memory), way.mass);
        }
      }
    }
    round = next;
  }
}

const NONE: Visit = { entered: 0n, held: 0n, rejected: 0n };

function join(crowds: Crowds, name: string, memory: Memory, mass: Count): void {
  const crowd: Crowd = crowds.get(name) ?? new Map();
  crowds.set(name, crowd);
  const key = JSON.stringify(Object.entries(memory).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  crowd.set(key, { memory, mass: (crowd.get(key)?.mass ?? 0n) + mass });
}

export function count(visits: Map<string, Visit>, name: string, { entered, held, rejected }: Visit): void {
  const before = visits.get(name) ?? NONE;
  visits.set(name, {
    entered: before.entered + entered,
    held: before.held + held,
    rejected: before.rejected + rejected,
  });
}

/** Reverse postorder: every edge but those back in a loop goes from a lower to a higher position. */
function orderOf(plan: Plan, nodes: ReadonlyMap<string, PlanNode>): ReadonlyMap<string, number> {
  const seen = new Set<string>([plan.start]);
  const finished: string[] = [];
  const open: { readonly name: string; readonly targets: string[] }[] = [];
  const enter = (name: string): void => {
    const node = nodes.get(name);
    open.push({ name, targets: node === undefined ? [] : [...targetsOf(node)] });
  };
  enter(plan.start);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const target = top.targets.pop();
    if (target === undefined) {
      finished.push(top.name);
      open.pop();
    } else if (!seen.has(target)) {
      seen.add(target);
      enter(target);
    }
  }
  return new Map(finished.toReversed().map((name, position) => [name, position]));
}

/** Runs forget what no choice ahead of them can ask, so that those who differ in nothing else are one crowd again. */
function keeping(plan: Plan): (at: string, memory: Memory) => Memory {
  const before = new Map<string, string[]>();
  for (const node of plan.nodes)
    for (const target of targetsOf(node)) before.set(target, [...(before.get(target) ?? []), node.name]);
  const asked = new Map<string, ReadonlySet<string>>();
  const reads = new Set<string>();
  for (const node of plan.nodes) {
    if (node.type !== 'choice') continue;
    const byPath = node.rules.every(({ test }) => test.type === 'path');
    if (byPath) reads.add(node.name);
    else asked.set(node.step ?? node.name, upstream(node.name, before));
  }
  return (at, memory) => {
    const kept = Object.entries(memory).filter(([of]) =>
      of === PATH ? reads.has(at) : (asked.get(of)?.has(at) ?? true),
    );
    return Object.fromEntries(kept);
  };
}

/** Everything that leads to a node, itself included. */
function upstream(name: string, before: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [name];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(before.get(at) ?? []));
  }
  return seen;
}
