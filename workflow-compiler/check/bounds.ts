/**
 * The worst case of one run against what an execution can carry: a year, and 25,000 entries of history. Each step counts
 * once for every turn of every loop around it, along the heaviest way. Waits for dates are not counted, since they depend
 * on the contact. Needs a graph whose only loops are jumps.
 */
import type { Finding } from '../diagnostics/finding.ts';
import type { Definition } from '../language/definition.ts';
import { durationMs } from '../language/duration.ts';
import type { Step } from '../language/step.ts';
import { backward, forward, type Graph, graphOf, reach } from './graph.ts';

const YEAR_MS = 365 * 86_400_000;
const HISTORY = 25_000;
/** Entries that a run has besides its steps: start, end, a retry here and there. */
const HISTORY_RESERVE = 500;

export function bounds(definition: Definition): readonly Finding[] {
  const graph = graphOf(definition);
  const turns = turnsOf(definition, graph);
  const longest = heaviest(definition, graph, (id, step) => millisecondsOf(step) * (turns.get(id) ?? 1));
  const events = heaviest(definition, graph, (id, step) => entriesOf(step) * (turns.get(id) ?? 1));
  return [
    ...(longest > YEAR_MS
      ? [
          {
            code: 'LIMIT-02' as const,
            at: '/steps',
            detail: `The longest way takes ${Math.ceil(longest / 86_400_000)} days; 365 are possible.`,
            hint: 'Shorten waits or lower `atMost`; or end here and let a tag start another workflow.',
            onKey: true,
          },
        ]
      : []),
    ...(events > HISTORY - HISTORY_RESERVE
      ? [
          {
            code: 'LIMIT-03' as const,
            at: '/steps',
            detail: `The longest way writes about ${events} entries of history; ${HISTORY - HISTORY_RESERVE} are possible.`,
            hint: 'Lower `atMost` of the jumps.',
            onKey: true,
          },
        ]
      : []),
  ];
}

/** How often a step can happen in one run: once, and again for each turn of each jump whose loop it is in. */
function turnsOf(definition: Definition, graph: Graph): ReadonlyMap<string, number> {
  const next = forward(graph);
  const before = backward(graph);
  const turns = new Map<string, number>();
  for (const [id, step] of Object.entries(definition.steps)) {
    if (step.kind !== 'jump') continue;
    const after = reach([step.to], next);
    for (const inside of reach([id], before))
      if (after.has(inside)) turns.set(inside, (turns.get(inside) ?? 1) * (step.atMost + 1));
  }
  return turns;
}

/** The greatest sum of weights along a way without jumps. */
function heaviest(definition: Definition, graph: Graph, weigh: (id: string, step: Step) => number): number {
  const known = new Map<string, number>();
  const weight = (id: string): number => {
    const step = definition.steps[id];
    return step === undefined ? 0 : weigh(id, step);
  };
  for (const id of inReverse(graph)) {
    const following = ahead(graph, id).map((target) => known.get(target) ?? 0);
    known.set(id, weight(id) + Math.max(0, ...following));
  }
  return Math.max(0, ...graph.entries.map((id) => known.get(id) ?? 0));
}

const ahead = (graph: Graph, id: string): readonly string[] =>
  graph.edges(id).flatMap(({ role, target }) => (role === 'jump' ? [] : [target]));

/** Steps in an order in which everything that follows a step comes before it. */
function inReverse(graph: Graph): readonly string[] {
  const done = new Set<string>();
  const order: string[] = [];
  for (const root of graph.ids) {
    const stack = [{ id: root, at: 0 }];
    if (done.has(root)) continue;
    done.add(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const target = ahead(graph, top.id)[top.at];
      top.at += 1;
      if (target === undefined) {
        order.push(top.id);
        stack.pop();
      } else if (!done.has(target)) {
        done.add(target);
        stack.push({ id: target, at: 0 });
      }
    }
  }
  return order;
}

function millisecondsOf(step: Step): number {
  if (step.kind === 'wait')
    return step.for === undefined ? (step.day === undefined ? 0 : 7 * 86_400_000) : durationMs(step.for);
  return step.kind === 'wait-for-event' ? durationMs(step.timeout.after) : 0;
}

/** Recorded on the service: a task writes 5 entries, a callback 6, every other state 2. */
function entriesOf(step: Step): number {
  switch (step.kind) {
    case 'branch':
    case 'wait':
      return step.kind === 'wait' ? 18 : 7;
    case 'wait-for-event':
      return 13;
    case 'split':
    case 'jump':
    case 'goal':
      return 2;
    case 'send-email':
    case 'send-sms':
      // Once held until the window opens, then sent.
      return 12;
    default:
      return 5;
  }
}
