/** What one run does on average, in the terms that things are billed by; read off the visits of its plan. */
import type { Routing, TaskFunction } from '../artifact.ts';
import { marketingBy } from '../language/channel.ts';
import type { Definition } from '../language/definition.ts';
import type { EventKind } from '../language/event.ts';
import type { Step } from '../language/step.ts';
import { type Plan, type PlanNode, type TaskNode, targetsOf } from '../lower/plan.ts';
import { activityNeeds } from '../predicate/needs.ts';
import { smsSize } from '../sms-size.ts';
import { beginningOf } from './beginning.ts';
import { type Count, decimal, ONE, sum, times } from './money.ts';
import type { Rates } from './rates.ts';
import type { Visits } from './walk.ts';
import type { Visit } from './ways.ts';

/** What a turn of a run may be done by; a segment does turns of all of them. */
export type Work = Exclude<TaskFunction, 'segment'>;

export type Volume = {
  /** Steps of the workflow, whoever comes to them. */
  readonly steps: number;
  /** States entered: every node of the plan, and the state of each hold. */
  readonly transitions: Count;
  /** Calls of task functions by the machine. */
  readonly calls: Count;
  /** What they do, by function: a call may do several things, and one that is held does it again. */
  readonly turns: ReadonlyMap<Work, Count>;
  /** Waits that end by themselves: by time, at a timeout, when the sending hours begin. */
  readonly timers: Count;
  /** Waits that an event may end: the run listens. */
  readonly listens: Count;
  /** Waits that an event ended. */
  readonly woken: Count;
  /** Waits for an event of their own, which may have come before: when they begin, and when nothing ended them. */
  readonly awaited: { readonly begun: Count; readonly timeouts: Count };
  /** Calls of a machine that look at the contact's card. */
  readonly looks: Count;
  /** Decisions that look back at what happened to the contact. */
  readonly asks: Count;
  readonly holds: Count;
  /** Waits of either kind. */
  readonly waits: Count;
  /** Changes and webhooks that follow, in express, from what stands in no row yet: an entry, a time that is up, a decision. */
  readonly acts: Count;
  /** Changes that do not end the run, and those of them after which the same call goes on: each is saved by itself. */
  readonly changes: { readonly all: Count; readonly within: Count };
  /** Waits whose beginning is a task of its own: two calls where a token is handed out, one in express. */
  readonly begun: Count;
  /** What of this the router does in express. */
  readonly inRouter: InRouter;
  /** Mails to contacts, and all of them, with those to the team. */
  readonly letters: Count;
  readonly mails: Count;
  readonly texts: Count;
  /** Mails and texts to contacts that caps are about. */
  readonly marketing: Count;
  readonly smsParts: Count;
  readonly pushes: Count;
  readonly opens: Count;
  readonly clicks: Count;
  /** Events that steps cause and somebody listens to. */
  readonly caused: Count;
  /** Opens and clicks that somebody listens to. */
  readonly tracked: Count;
  /** Events that go on the bus: the one that starts the run, those that it causes, those that wake it. */
  readonly events: Count;
};

/** Calls that a machine with a state for each step need not make, their turns, and what stands in no row before them. */
export type InRouter = {
  readonly calls: Count;
  readonly looks: Count;
  readonly turns: Count;
  readonly acts: Count;
  /** Runs that the router lets go before they wait: each is an execution more. */
  readonly elsewhere: Count;
};

export function volumeOf(
  definition: Definition,
  plan: Plan,
  visits: Visits,
  routing: Routing,
  rates: Rates,
): Volume {
  const at = plan.nodes.map((node) => ({ node, visit: visits.get(node.name) ?? NOTHING }));
  const total = (of: (node: PlanNode, entered: Count) => Count): Count =>
    sum(at.map(({ node, visit }) => of(node, visit.entered)));
  const holds = sum(at.map(({ visit }) => visit.held));
  const listens = total(({ type }, entered) => (type === 'callback' ? entered : 0n));
  const timeouts = total((node, entered) => (isWake(node) ? entered : 0n));
  const waits = total(({ type }, entered) => (type === 'wait' ? entered : 0n));
  const sends = at.flatMap(({ node, visit }) => {
    const step = node.type === 'task' && node.fn === 'send' ? stepOf(definition, node) : undefined;
    return step === undefined ? [] : [{ step, sent: visit.entered - visit.held - visit.rejected }];
  });
  const each = (of: (step: Step) => Count): Count =>
    sum(sends.map(({ step, sent }) => times(sent, of(step))));
  const letters = each(({ kind }) => (kind === 'send-email' ? ONE : 0n));
  const opens = times(letters, decimal(rates.opened));
  const pushes = each(({ kind }) => (kind === 'send-push' ? ONE : 0n));
  const mailClicks = times(letters, decimal(rates.clicked));
  const taps = times(pushes, decimal(rates.clicked));
  const woken = listens - timeouts;
  const turns = at.flatMap(({ node, visit }) => turnsOf(node, visit));
  const caused = sum(turns.map(({ steps, count }) => times(count, causedBy(definition, steps, routing))));
  const tracked =
    (routing.types.includes('email.opened') ? opens : 0n) +
    (routing.types.includes('email.clicked') ? mailClicks : 0n) +
    (routing.types.includes('push.clicked') ? taps : 0n);
  return {
    steps: Object.keys(definition.steps).length,
    transitions: total((_, entered) => entered) + holds,
    calls: total(({ type }, entered) => (type === 'task' || type === 'callback' ? entered : 0n)),
    turns: byFunction(turns),
    timers: waits + timeouts + holds,
    listens,
    waits: waits + listens,
    acts: actsOf(plan, visits),
    changes: changesOf(plan, visits),
    begun: begunOf(plan, visits),
    inRouter: inRouterOf(definition, plan, visits, rates),
    woken,
    awaited: {
      begun: total((node, entered) => (node.type === 'callback' && awaits(definition, node) ? entered : 0n)),
      timeouts: total((node, entered) => (isWake(node) && awaits(definition, node) ? entered : 0n)),
    },
    looks: looksOf(at),
    asks: total((node, entered) => (asks(definition, node) ? entered : 0n)),
    holds,
    letters,
    mails: each((step) =>
      step.kind === 'send-email' ? ONE : step.kind === 'notify-email' ? ONE * BigInt(step.to.length) : 0n,
    ),
    marketing: each((step) => (marketingBy(step) === undefined ? 0n : ONE)),
    texts: each(({ kind }) => (kind === 'send-sms' ? ONE : 0n)),
    smsParts: each((step) => (step.kind === 'send-sms' ? ONE * BigInt(partsOf(step.text)) : 0n)),
    pushes,
    opens,
    clicks: mailClicks + taps,
    caused,
    tracked,
    // An open that wakes a run is one event, not two.
    events: ONE + caused + (tracked > woken ? tracked : woken),
  };
}

const NOTHING = { entered: 0n, held: 0n, rejected: 0n };

type At = { readonly node: PlanNode; readonly visit: Visit };

const isWake = (node: PlanNode): boolean => node.type === 'task' && node.fn === 'wake';
const awaits = (definition: Definition, node: PlanNode): boolean =>
  stepOf(definition, node)?.kind === 'wait-for-event';

/** What a run is asked of can be asked of its card alone, unless a path says otherwise. */
function asks(definition: Definition, node: PlanNode): boolean {
  const step = node.type === 'task' && node.fn === 'decide' ? stepOf(definition, node) : undefined;
  return step?.kind === 'branch' && activityNeeds(...step.paths.map(({ when }) => when)).types.length > 0;
}

/** The end of a run or of a wait is a matter of its row; anything else is done with the card at hand. */
const looksOf = (at: readonly At[]): Count =>
  sum(
    at.map(({ node, visit }) =>
      node.type === 'task' && [node, ...(node.then ?? [])].some(({ fn }) => fn !== 'wake' && fn !== 'finish')
        ? visit.entered
        : 0n,
    ),
  );

/** Something that a task does: one settled turn of the run. */
type Turn = {
  readonly fn: Work;
  readonly steps: readonly string[];
  readonly count: Count;
};

function turnsOf(node: PlanNode, { entered, held }: Visit): readonly Turn[] {
  if (node.type === 'callback') return [{ fn: 'park', steps: node.steps, count: entered }];
  if (node.type !== 'task') return [];
  const turn = ({ fn, steps }: TaskNode, count: Count): readonly Turn[] =>
    fn === 'segment' ? [] : [{ fn, steps, count }];
  // What a task carries is done in the same call; one that is held does not come to it.
  return [...turn(node, entered), ...(node.then ?? []).flatMap((one) => turn(one, entered - held))];
}

function byFunction(turns: readonly Turn[]): ReadonlyMap<Work, Count> {
  const counts = new Map<Work, Count>();
  for (const { fn, count } of turns) counts.set(fn, (counts.get(fn) ?? 0n) + count);
  return counts;
}

function stepOf(definition: Definition, { step }: PlanNode): Step | undefined {
  return step === undefined ? undefined : definition.steps[step];
}

/** Events that steps cause, of the types that somebody here listens to. */
function causedBy(definition: Definition, steps: readonly string[], { types }: Routing): Count {
  const caused = steps.flatMap((id): readonly EventKind[] => {
    const step = definition.steps[id];
    return step === undefined ? [] : (CAUSES[step.kind] ?? []);
  });
  return ONE * BigInt(caused.filter((type) => types.includes(type)).length);
}

const CAUSES: { readonly [K in Step['kind']]?: readonly EventKind[] } = {
  'add-tag': ['contact.tagged'],
  'set-detail': ['contact.detail-modified'],
  'adjust-score': ['contact.score-reached'],
  'add-to-list': ['list.joined'],
  'emit-event': ['external.occurred'],
};

/** A variable takes as many characters as a name or a short link usually does. */
const VARIABLE = 'x'.repeat(12);

/** Parts of the text with its variables filled in; tags of control take no room. */
function partsOf(template: string): number {
  const text = template.replace(/\{%.*?%\}/gs, '').replace(/\{\{.*?\}\}/gs, VARIABLE);
  return smsSize(text.trim()).parts;
}

function inRouterOf(definition: Definition, plan: Plan, whole: Visits, rates: Rates): InRouter {
  const { visits: begun, elsewhere } = beginningOf(plan, definition, rates);
  // Where somebody counted what runs did, they may have begun otherwise than the rates say.
  const visits = new Map(
    [...begun].map(([name, visit]) => {
      const most = whole.get(name) ?? NOTHING;
      return [name, most.entered < visit.entered ? most : visit];
    }),
  );
  const at = plan.nodes.map((node) => ({ node, visit: visits.get(node.name) ?? NOTHING }));
  const called = at.filter(({ node }) => node.type === 'task' || node.type === 'callback');
  return {
    calls: sum(called.map(({ visit }) => visit.entered)) - begunOf(plan, visits),
    looks: looksOf(at),
    turns: sum(at.flatMap(({ node, visit }) => turnsOf(node, visit)).map((turn) => turn.count)),
    acts: actsOf(plan, visits),
    elsewhere,
  };
}

function changesOf(plan: Plan, visits: Visits): Volume['changes'] {
  let [all, within] = [0n, 0n];
  for (const node of plan.nodes) {
    if (node.type !== 'task') continue;
    const { entered, held } = visits.get(node.name) ?? NOTHING;
    for (const [at, { fn, end }] of [node, ...(node.then ?? [])].entries()) {
      if (fn !== 'apply') continue;
      const count = at === 0 ? entered : entered - held;
      if (end === undefined) all += count;
      if (at < (node.then ?? []).length) within += count;
    }
  }
  return { all, within };
}

function begunOf(plan: Plan, visits: Visits): Count {
  const tasks = new Set(
    plan.nodes.flatMap((node) => (node.type === 'task' && node.fn === 'park' ? [node.next] : [])),
  );
  const waits = plan.nodes.filter(({ type, name }) => type === 'callback' && tasks.has(name));
  return sum(waits.map(({ name }) => visits.get(name)?.entered ?? 0n));
}

/** Entries of nodes that change or call first, from where nothing was written since: a start, a wait by time, a decision. */
function actsOf(plan: Plan, visits: Visits): Count {
  const nodes = new Map(plan.nodes.map((node) => [node.name, node]));
  const bare = new Set<string>([plan.start]);
  const follow = (name: string | undefined): void => {
    if (name === undefined || bare.has(name)) return;
    bare.add(name);
    const node = nodes.get(name);
    if (node?.type === 'choice' || node?.type === 'pass')
      for (const target of targetsOf(node)) follow(target);
  };
  for (const node of plan.nodes) {
    if (node.type === 'wait' || (node.type === 'task' && node.fn === 'decide')) follow(node.next);
  }
  const acts = plan.nodes.filter(
    (node) => node.type === 'task' && (node.fn === 'apply' || node.fn === 'call') && bare.has(node.name),
  );
  return sum(acts.map(({ name }) => visits.get(name)?.entered ?? 0n));
}
