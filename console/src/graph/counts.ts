/** Lays a report's figures over a graph: on each step who is here, passed and failed; on each edge how many took it. */
import { type Graph, type GraphEdge, START } from './graph.ts';

/** The figures of one step, as the report gives them; what is absent is nought. */
export type StepFigures = {
  readonly entered?: number;
  readonly left?: number;
  readonly inside?: number;
  readonly failed?: number;
  readonly rejected?: number;
  readonly paths?: { readonly [path: string]: number };
};

export type Figures = {
  readonly entered: number;
  readonly steps: { readonly [step: string]: StepFigures };
};

export type NodeCounts = { readonly here: number; readonly passed: number; readonly failed: number };

export function nodeCounts(step: StepFigures | undefined): NodeCounts {
  return { here: step?.inside ?? 0, passed: step?.left ?? 0, failed: step?.failed ?? 0 };
}

function edgeCount(edge: GraphEdge, figures: Figures): number {
  if (edge.from === START) return figures.entered;
  const step = figures.steps[edge.from];
  if (step === undefined) return 0;
  if (edge.way.kind === 'rejected') return step.rejected ?? 0;
  if (edge.way.path !== undefined) return step.paths?.[edge.way.path] ?? 0;
  return step.left ?? 0;
}

/** Counts of all edges by edge id. Where a step has a way for rejections, its plain way carries the rest. */
export function edgeCounts(graph: Graph, figures: Figures): ReadonlyMap<string, number> {
  const refused = new Set(graph.edges.filter(({ way }) => way.kind === 'rejected').map(({ from }) => from));
  return new Map(
    graph.edges.map((edge) => {
      const count = edgeCount(edge, figures);
      const less = edge.way.kind === 'plain' && edge.way.path === undefined && refused.has(edge.from);
      return [edge.id, less ? Math.max(0, count - (figures.steps[edge.from]?.rejected ?? 0)) : count];
    }),
  );
}
