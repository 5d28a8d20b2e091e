/**
 * The heaviest way of a run: for time and for entries of history. A jump counts within a run, not within a turn: a run that
 * comes to it goes back `atMost` times in all, nested or not, and each time the heaviest way round. What is found is a way
 * that a run can take, so a finding about it is certain; loops that lie beside it are not added.
 */
import { reach } from '../graph.ts';
import { INTERRUPTED, isInterruptible, type WayEdge } from './edges.ts';
import { forwardOrder } from './solve.ts';
import type { Ways } from './ways.ts';

export type Weigh = (id: string) => number;

/** The weight of the heaviest way. Needs a graph whose only loops are jumps. */
export function heaviest(ways: Ways, weigh: Weigh): number {
  const { definition, edges, at } = ways;
  const ids = Object.keys(definition.steps).filter((id) => at(id) !== undefined);
  const back = new Set(ids.filter((id) => leadsBack(ways, id)));
  const ahead = (id: string): readonly WayEdge[] =>
    edges(id).filter(({ role }) => role !== 'interrupt' && !(role === 'jump' && back.has(id)));
  const order = inOrder(ids, ahead);
  const loaded = (id: string): number => {
    const step = definition.steps[id];
    const round =
      step?.kind === 'jump' && back.has(id)
        ? step.atMost * heaviestBetween(step.to, id, order, ahead, weigh)
        : 0;
    return weigh(id) + round;
  };
  const weights = new Map(ids.map((id) => [id, loaded(id)]));
  const toHere = sums([definition.start], order, ahead, (id) => weights.get(id) ?? 0);
  const whole = Math.max(0, ...toHere.values());
  const goals = edges(INTERRUPTED).map(({ to }) => to);
  if (goals.length === 0) return whole;
  // A goal takes a run away at the last moment, once; loops are not counted again behind it.
  const taken = ids.filter((id) => {
    const step = definition.steps[id];
    return step !== undefined && isInterruptible(step);
  });
  const before = Math.max(0, ...taken.map((id) => toHere.get(id) ?? 0));
  return Math.max(whole, before + Math.max(0, ...sums(goals, order, ahead, weigh).values()));
}

function leadsBack({ definition, edges }: Ways, id: string): boolean {
  const step = definition.steps[id];
  return (
    step?.kind === 'jump' &&
    reach([step.to], (from) => edges(from).flatMap(({ role, to }) => (role === 'interrupt' ? [] : [to]))).has(
      id,
    )
  );
}

type Ahead = (id: string) => readonly WayEdge[];

function heaviestBetween(
  from: string,
  to: string,
  order: readonly string[],
  ahead: Ahead,
  weigh: Weigh,
): number {
  return sums([from], order, ahead, weigh).get(to) ?? 0;
}

/** For each step that the first ones lead to, the heaviest way there, itself included. */
function sums(
  from: readonly string[],
  order: readonly string[],
  ahead: Ahead,
  weigh: Weigh,
): ReadonlyMap<string, number> {
  const before = new Map(from.map((id) => [id, 0]));
  const known = new Map<string, number>();
  for (const id of order) {
    const least = before.get(id);
    if (least === undefined) continue;
    const sum = least + weigh(id);
    known.set(id, sum);
    for (const { to } of ahead(id)) before.set(to, Math.max(before.get(to) ?? 0, sum));
  }
  return known;
}

/** Everything that a step leads to comes after it. */
function inOrder(ids: readonly string[], ahead: Ahead): readonly string[] {
  const roots = ids.map((to) => ({ to }));
  return forwardOrder('', (id) => (id === '' ? roots : ahead(id))).slice(1);
}
