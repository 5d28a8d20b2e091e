/**
 * Every way a run can take from step to step: the edges of the definition, and the interrupts, by which a run goes from
 * any wait or branch to any goal. Those all pass through one node of their own, so that a thousand waits and a hundred
 * goals are eleven hundred edges.
 */
import type { Definition } from '../../language/definition.ts';
import { type Edge, edgesOf } from '../../language/edges.ts';
import type { Step } from '../../language/step.ts';
import { eventTypesOf } from '../../lower/event-types.ts';

/** The node between waits and goals; no step id begins with a hyphen. */
export const INTERRUPTED = '-interrupted';

export type WayEdge = {
  readonly from: string;
  readonly to: string;
  readonly role: Edge['role'] | 'interrupt' | 'goal';
  /** The index of the path, for paths. */
  readonly path: number;
};

export function wayEdges({ steps }: Definition): ReadonlyMap<string, readonly WayEdge[]> {
  const all = Object.entries(steps);
  // What no event can make true takes no run away.
  const goals = all.filter(([, step]) => step.kind === 'goal' && eventTypesOf(step.when).length > 0);
  const known = new Set(all.map(([id]) => id));
  const ways = new Map(
    all.map(([id, step]) => {
      const inside = edgesOf(step)
        .map((edge, path): WayEdge => ({ from: id, to: edge.target, role: edge.role, path }))
        .filter(({ to }) => known.has(to));
      return [id, goals.length > 0 && isInterruptible(step) ? [...inside, interrupt(id)] : inside];
    }),
  );
  if (goals.length > 0)
    ways.set(
      INTERRUPTED,
      goals.map(([to]) => ({ from: INTERRUPTED, to, role: 'goal', path: -1 })),
    );
  return ways;
}

const interrupt = (from: string): WayEdge => ({ from, to: INTERRUPTED, role: 'interrupt', path: -1 });

/** Where a run lets a goal take it away: at waits and at branches. */
export const isInterruptible = ({ kind }: Step): boolean =>
  kind === 'wait' || kind === 'wait-for-event' || kind === 'branch';
