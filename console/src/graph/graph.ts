/**
 * A definition as nodes and edges, before anything has a place. One node starts the graph (what lets contacts in), one
 * per step, and a small one wherever a way leads to `end`, so that ends do not draw long lines across the canvas.
 */
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import { END } from '../../../workflow-compiler/language/end.ts';
import type { Step } from '../../../workflow-compiler/language/step.ts';
import { eventWords } from '../words/event.ts';
import { kindName, stepNames, stepWords } from '../words/step.ts';
import { capital, joined } from '../words/text.ts';
import { type Way, waysOf } from './ways.ts';

export const START = '@start';

export type GraphNode =
  | { readonly id: string; readonly role: 'start'; readonly title: string; readonly text: string }
  | {
      readonly id: string;
      readonly role: 'step';
      readonly title: string;
      readonly text: string;
      readonly step: Step;
    }
  | { readonly id: string; readonly role: 'end'; readonly title: string };

export type GraphEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly way: Way;
  /** Leads back to a step that comes before: drawn around the side, and left out when ranks are given. */
  readonly back: boolean;
};

export type Graph = { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] };

export function buildGraph(definition: Definition): Graph {
  const stepName = stepNames(definition);
  const steps = Object.entries(definition.steps);
  const nodes: GraphNode[] = [
    {
      id: START,
      role: 'start',
      title: 'Starts when a contact',
      text: capital(
        joined(
          definition.triggers.map((trigger) => eventWords(trigger, stepName)),
          'or',
        ),
      ),
    },
  ];
  for (const [id, step] of steps) {
    nodes.push({
      id,
      role: 'step',
      title: step.label ?? kindName(step),
      text: stepWords(step, stepName),
      step,
    });
  }

  const edges: GraphEdge[] = [];
  const connect = (from: string, way: Way, index: number): void => {
    const to = way.to === END ? `@end:${from}` : way.to;
    if (way.to === END && !nodes.some((node) => node.id === to))
      nodes.push({ id: to, role: 'end', title: 'End' });
    if (nodes.some((node) => node.id === to))
      edges.push({ id: `${from}:${index}`, from, to, way, back: false });
  };
  connect(START, { to: definition.start, kind: 'plain' }, 0);
  for (const [id, step] of steps)
    waysOf(step).forEach((way, index) => {
      connect(id, way, index);
    });
  return { nodes, edges: markBack(nodes, edges) };
}

/** Marks edges that close a loop: those that lead to a node still being visited, depth first from each root in order. */
function markBack(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const out = Map.groupBy(edges, (edge) => edge.from);
  const state = new Map<string, 'open' | 'done'>();
  const back = new Set<string>();
  for (const root of nodes) {
    // An explicit stack: a workflow may be a thousand steps deep.
    const stack: { readonly id: string; next: number }[] = [];
    if (!state.has(root.id)) {
      state.set(root.id, 'open');
      stack.push({ id: root.id, next: 0 });
    }
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = out.get(top.id)?.[top.next];
      top.next += 1;
      if (edge === undefined) {
        state.set(top.id, 'done');
        stack.pop();
      } else if (state.get(edge.to) === 'open') {
        back.add(edge.id);
      } else if (!state.has(edge.to)) {
        state.set(edge.to, 'open');
        stack.push({ id: edge.to, next: 0 });
      }
    }
  }
  return edges.map((edge) => (back.has(edge.id) ? { ...edge, back: true } : edge));
}
