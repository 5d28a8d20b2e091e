/** Every way ends, and every loop waits and is bounded. Needs all references to be right. */
import type { Finding } from '../diagnostics/finding.ts';
import { quoteList } from '../diagnostics/near.ts';
import { child } from '../diagnostics/pointer.ts';
import type { Definition } from '../language/definition.ts';
import type { Edge } from '../language/edges.ts';
import type { Step } from '../language/step.ts';
import { backward, forward, type Graph, graphOf, reach } from './graph.ts';

export function flow(definition: Definition): readonly Finding[] {
  const graph = graphOf(definition);
  return [...loopsWithoutJump(graph), ...jumps(definition, graph)];
}

/** Goes through the steps in depth; an edge to a step that is still open closes a loop. Jumps are looked at by themselves. */
function loopsWithoutJump(graph: Graph): readonly Finding[] {
  const ending = reach(graph.ends, backward(graph));
  const findings: Finding[] = [];
  const closed = new Set<string>();
  const open = new Set<string>();
  const stack: { readonly id: string; readonly edges: readonly Edge[]; at: number }[] = [];
  const enter = (id: string) => {
    open.add(id);
    stack.push({ id, edges: graph.edges(id).filter(({ role }) => role !== 'jump'), at: 0 });
  };
  for (const entry of graph.ids) {
    if (!closed.has(entry)) enter(entry);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = top.edges[top.at];
      top.at += 1;
      if (edge === undefined) {
        closed.add(top.id);
        open.delete(top.id);
        stack.pop();
      } else if (open.has(edge.target)) {
        findings.push(loop(top.id, edge, ending.has(top.id), [...open]));
      } else if (!closed.has(edge.target)) enter(edge.target);
    }
  }
  return findings;
}

function loop(id: string, edge: Edge, ends: boolean, open: readonly string[]): Finding {
  const round = quoteList(open.slice(open.indexOf(edge.target)));
  const at = child('/steps', id) + edge.at;
  return ends
    ? {
        code: 'FLOW-03',
        at,
        detail: `\`${id}\` leads back to \`${edge.target}\`: ${round} form a loop without a bound.`,
        hint: `Lead to a \`jump\` step with \`to: ${edge.target}\` and \`atMost\`.`,
      }
    : {
        code: 'FLOW-02',
        at,
        detail: `${round} lead round and never to \`end\`.`,
        hint: `Give it a way to \`end\`; to repeat, use a \`jump\` step with \`to: ${edge.target}\` and \`atMost\`.`,
      };
}

/** A jump must go back, and something must wait on the way round. */
function jumps(definition: Definition, graph: Graph): readonly Finding[] {
  const steps = new Map(Object.entries(definition.steps));
  const next = forward(graph);
  const hasty = (id: string) => (waits(steps.get(id)) ? [] : next(id));
  return [...steps].flatMap(([id, step]): Finding[] => {
    if (step.kind !== 'jump') return [];
    const at = `${child('/steps', id)}/to`;
    if (!reach([step.to], next).has(id))
      return [
        {
          code: 'FLOW-06',
          at,
          detail: `\`${step.to}\` does not lead back to \`${id}\`.`,
          hint: 'To go on, use `next`; to repeat, name a step that comes before.',
        },
      ];
    return reach([step.to], hasty).has(id)
      ? [
          {
            code: 'FLOW-04',
            at,
            detail: `There is a way from \`${step.to}\` round to \`${id}\` on which nothing waits.`,
            hint: 'Put a `wait` or a `wait-for-event` on the way round.',
          },
        ]
      : [];
  });
}

/** Whether a run spends time here in every turn. A moment that has passed does not hold a run a second time. */
function waits(step: Step | undefined): boolean {
  if (step?.kind === 'wait-for-event') return true;
  if (step?.kind !== 'wait') return false;
  return step.for !== undefined || step.day !== undefined || step.date?.yearly === true;
}
