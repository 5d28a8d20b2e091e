/**
 * The standard placement with a state for everything between two waits: how often each of those is entered follows from how often
 * runs come out of waits, so that it is read off the visits of the plan before it is cut.
 */
import { type Plan, type PlanNode, type SegmentNode, type TaskNode, targetsOf } from '../lower/plan.ts';
import { segment } from '../optimise/segment.ts';
import { eventLines, lambdaLines } from './effort.ts';
import { readsOf, routerReads, writesOf } from './items.ts';
import type { Billing, Line } from './lines.ts';
import { type Count, ONE, sum } from './money.ts';
import type { Volume } from './volume.ts';
import type { Visits } from './walk.ts';

export type Cut = {
  /** States entered: segments, the choices behind them, waits, holds, and the end where a choice leads to it. */
  readonly transitions: Count;
  /** Segments entered, once more after each hold. */
  readonly calls: Count;
  /** Messages that follow from something that is not written by itself: it is written with their claim. */
  readonly claimsWithin: Count;
  /** Changes and webhooks that follow from a decision, which is written before; and changes after which the segment goes on. */
  readonly savedWithin: Count;
};

/** `ended`: how many of the runs come to their end. */
export function cutOf(plan: Plan, visits: Visits, ended: Count = ONE): Cut {
  const entered = (name: string): Count => visits.get(name)?.entered ?? 0n;
  const over = (name: string): Count => entered(name) - (visits.get(name)?.stays ?? 0n);
  const holds = sum([...visits.values()].map(({ held }) => held));
  const { nodes } = segment.run(plan);
  const segments = nodes.filter((node) => node.type === 'segment');
  const comeTo = new Map<string, Count>([[plan.start, ONE]]);
  const come = (name: string, count: Count): void => void comeTo.set(name, (comeTo.get(name) ?? 0n) + count);
  for (const node of plan.nodes) {
    if (node.type === 'wait') come(node.next, over(node.name));
    if (node.type !== 'callback') continue;
    come(node.timeout, entered(node.timeout));
    come(node.next, over(node.name) - entered(node.timeout));
  }
  const begun = ({ enter }: SegmentNode): Count => comeTo.get(enter) ?? 0n;
  const calls = sum(segments.map(begun)) + holds;
  const chosen = sum(segments.filter(hasChoice).map(begun));
  // Who ends where there is nothing else to do ends with the task; the others by way of a choice.
  const last = sum(segments.filter(({ exits }) => exits.length === 0).map(begun));
  const done = ended > last ? ended - last : 0n;
  const rest = plan.nodes.filter(({ type }) => type === 'wait' || type === 'callback' || type === 'pass');
  const sends = plan.nodes.filter((node) => node.type === 'task' && node.fn === 'send');
  const decided = behind(plan, ['decide']);
  const kept = behind(plan, ['decide', 'send', 'call']);
  const written = (name: string): Count =>
    sum(plan.nodes.map((node) => (isChange(node) && node.next === name ? entered(node.name) : 0n)));
  const acts = plan.nodes.filter(
    (node) => node.type === 'task' && (node.fn === 'apply' || node.fn === 'call') && decided.has(node.name),
  );
  const changes = plan.nodes.filter(
    (node) => node.type === 'task' && node.fn === 'apply' && node.end === undefined,
  );
  return {
    transitions: calls + chosen + done + holds + sum(rest.map(({ name }) => entered(name))),
    calls,
    claimsWithin: sum(
      sends
        .filter(({ name }) => kept.has(name))
        .map(
          ({ name }) =>
            entered(name) - (visits.get(name)?.held ?? 0n) - (comeTo.get(name) ?? 0n) - written(name),
        ),
    ),
    savedWithin: sum([...acts, ...changes].map(({ name }) => entered(name))),
  };
}

/** What a run comes to from tasks of these functions without doing anything on the way. */
function behind(plan: Plan, fns: readonly string[]): ReadonlySet<string> {
  const nodes = new Map(plan.nodes.map((node) => [node.name, node]));
  const found = new Set<string>();
  const follow = (name: string | undefined): void => {
    if (name === undefined || found.has(name)) return;
    found.add(name);
    const node = nodes.get(name);
    if (node?.type === 'choice') for (const target of targetsOf(node)) follow(target);
  };
  for (const node of plan.nodes)
    if (node.type === 'task' && fns.includes(node.fn)) for (const target of targetsOf(node)) follow(target);
  return found;
}

const isChange = (node: PlanNode): node is TaskNode => node.type === 'task' && node.fn === 'apply';

const hasChoice = ({ exits, ends }: SegmentNode): boolean => exits.length + (ends ? 1 : 0) > 1;

/** `volume` is that of the uncut plan. */
export function segmentLines(
  volume: Volume,
  { transitions, calls, claimsWithin, savedWithin }: Cut,
  listensAlways: boolean,
  bill: Billing,
): readonly Line[] {
  const turns = sum(volume.turns.values());
  const sent = (volume.turns.get('send') ?? 0n) - volume.holds;
  const saved = calls + volume.listens + volume.woken + savedWithin;
  // Entered, claimed for each message, and saved by each call, around changes, and by each event that ends a wait.
  const rows = { written: ONE + sent + saved, due: saved + claimsWithin, tokens: true };
  const { units, changes, counted } = writesOf(volume, turns, rows, listensAlways);
  const reads = readsOf(volume, calls + volume.listens, calls) + routerReads(volume.events) + counted;
  return [
    bill('standard', 'transition', 'States entered', transitions),
    ...lambdaLines('standard', bill, 'Tasks', { calls: calls + volume.listens, turns }),
    bill('standard', 'dynamodb-write', 'Rows written', units),
    bill('standard', 'dynamodb-read', 'Rows read', reads),
    ...eventLines('standard', bill, { events: volume.events, changes, turns: volume.events }),
  ].filter(({ count }) => count > 0n);
}
