/** The steps as a graph: what the checks of flow ask of it. Edges to `end` and to unknown steps are left out. */
import type { Definition } from '../language/definition.ts';
import { type Edge, edgesOf } from '../language/edges.ts';
import { END } from '../language/end.ts';

export type Graph = {
  readonly ids: readonly string[];
  /** All edges between steps. */
  readonly edges: (id: string) => readonly Edge[];
  /** Steps with an edge to `end`, or which end the run themselves. */
  readonly ends: ReadonlySet<string>;
};

export function graphOf(definition: Definition): Graph {
  const steps = Object.entries(definition.steps);
  const known = new Set(steps.map(([id]) => id));
  const edges = new Map(steps.map(([id, step]) => [id, edgesOf(step)]));
  const inside = new Map([...edges].map(([id, all]) => [id, all.filter(({ target }) => known.has(target))]));
  const ends = steps.flatMap(([id, step]) =>
    step.kind === 'exit' || edges.get(id)?.some(({ target }) => target === END) === true ? [id] : [],
  );
  return {
    ids: [...known],
    edges: (id) => inside.get(id) ?? [],
    ends: new Set(ends),
  };
}

/** Everything that can be reached from the given steps, themselves included. */
export function reach(from: Iterable<string>, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...next(id));
  }
  return seen;
}

export const forward = (graph: Graph) => (id: string) => graph.edges(id).map(({ target }) => target);

/** The graph with every edge turned round. */
export function backward(graph: Graph): (id: string) => readonly string[] {
  const before = new Map<string, string[]>();
  for (const id of graph.ids)
    for (const { target } of graph.edges(id)) before.set(target, [...(before.get(target) ?? []), id]);
  return (id) => before.get(id) ?? [];
}
