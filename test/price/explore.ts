/**
 * Every way that the interpreter can take through an emitted machine, each with its probability: at each task the execution
 * is forked. The states are counted by the interpreter's own `entered` effects. Slow and exact, to hold the quick count against.
 */
import type { Artifact } from '../../workflow-compiler/artifact.ts';
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Effect, Occurrence, Step, Suspended } from '../../workflow-compiler/interpreter/execution.ts';
import { loadMachine } from '../../workflow-compiler/interpreter/machine.ts';
import { advance, begin } from '../../workflow-compiler/interpreter/transition.ts';
import { isMessage } from '../../workflow-compiler/language/channel.ts';
import { splitBounds, splitBucket, splitPath } from '../../workflow-compiler/split.ts';

/** What people do; paths by step, each step's adding up to 1. */
export type Behaviour = {
  readonly paths: { readonly [step: string]: { readonly [path: string]: number } };
  readonly rejected: number;
  readonly held: number;
};

type Way = {
  readonly state: Step['state'];
  readonly timers: ReadonlyMap<string, number>;
  readonly now: number;
  readonly weight: number;
  /** Turns that were held, and interrupts that happened: both once. */
  readonly once: ReadonlySet<string>;
};

const START = Date.UTC(2026, 0, 5, 12);
const random = (): number => 0.5;

/** Visits per run by state; `undefined` when there are more than `most` ways. */
export function explore(
  artifact: Artifact,
  behaviour: Behaviour,
  most: number,
): Map<string, number> | undefined {
  const machine = loadMachine(JSON.stringify(artifact.machine));
  const interrupts = new Set(artifact.routing.interrupts.map(({ id }) => id));
  const counts = new Map<string, number>();
  const contacts = contactsFor(artifact);
  if (contacts === undefined) return undefined;
  let forks = 0;
  const open: (() => void)[] = [];

  const look = (step: Step | Suspended, way: Omit<Way, 'state'>): void => {
    if (!('state' in step)) throw new Error('suspended');
    const timers = new Map(way.timers);
    let invoked: Extract<Effect, { type: 'invoke' }> | undefined;
    for (const effect of step.effects) {
      if (effect.type === 'entered') counts.set(effect.state, (counts.get(effect.state) ?? 0) + way.weight);
      if (effect.type === 'timer') timers.set(effect.timer, effect.at);
      if (effect.type === 'cancel-timer') timers.delete(effect.timer);
      if (effect.type === 'invoke') invoked = effect;
      if (effect.type === 'ended') {
        if (effect.status !== 'SUCCEEDED') throw new Error(`ended ${effect.status}`);
        return;
      }
    }
    const here: Way = { ...way, state: step.state, timers };
    if (invoked === undefined) fire(here);
    else perform(invoked, here);
  };

  const go = (way: Way, occurrence: Occurrence, share: number, once = way.once): void => {
    if (share === 0) return;
    forks += 1;
    if (forks > most) return;
    const { state, timers, now } = way;
    const after = { timers, now, weight: way.weight * share, once };
    open.push(() => look(advance(machine, state, occurrence, { now, random }), after));
  };

  const fire = (way: Way): void => {
    const [first] = [...way.timers].toSorted((a, b) => a[1] - b[1]);
    if (first === undefined) throw new Error('stuck');
    const timers = new Map(way.timers);
    timers.delete(first[0]);
    go({ ...way, timers, now: Math.max(way.now, first[1]) }, { type: 'timer-fired', timer: first[0] }, 1);
  };

  const perform = ({ task, token, arguments: args }: Extract<Effect, { type: 'invoke' }>, way: Way): void => {
    const call: {
      FunctionName: string;
      Payload: TaskRequest & { readonly then?: readonly { readonly do: string }[] };
    } = JSON.parse(JSON.stringify(args));
    const { cursor, steps, then = [] } = call.Payload;
    const fn = call.FunctionName.slice(call.FunctionName.lastIndexOf('-') + 1);
    const [first = ''] = steps;
    const parks = fn === 'park' || then.some((one) => one.do === 'park');
    const until = { until: new Date(way.now + 7_200_000).toISOString(), seconds: 7200 };
    const settled: Cursor = {
      ...cursor,
      turn: cursor.turn + 1 + then.length,
      trail: [],
      ...(parks ? until : {}),
    };
    const answer = (value: Cursor): Occurrence => ({
      type: 'task-succeeded',
      task,
      output: JSON.parse(JSON.stringify(token ? value : { Payload: value })),
    });
    const fail = (error: string, errorMessage: string): Occurrence => ({
      type: 'task-failed',
      task,
      error,
      cause: JSON.stringify({ errorMessage }),
    });
    if (fn === 'decide' || token) {
      for (const [path, share] of chosen(behaviour.paths[first] ?? {}, way.once)) {
        const once = interrupts.has(path) ? new Set([...way.once, path]) : way.once;
        if (path !== 'timeout') go(way, answer({ ...settled, path }), share, once);
        else fire({ ...way, weight: way.weight * share });
      }
    } else if (fn === 'send' || fn === 'call') {
      const turn = `turn ${cursor.turn}`;
      const holds = isMessage(artifact.definition.steps[first]) ? behaviour.held : 0;
      const held = way.once.has(turn) ? 0 : holds;
      const opening = new Date(way.now + 3_600_000).toISOString();
      go(way, fail('Deferred', opening), held, new Set([...way.once, turn]));
      // Who carries something answers whatever became of the message: a refusal is only written down.
      const refused = then.length > 0 ? 0 : behaviour.rejected;
      go(way, fail('Rejected', 'no'), (1 - held) * refused);
      go(way, answer(settled), (1 - held) * (1 - refused));
    } else go(way, answer(fn === 'wake' ? { ...settled, path: 'timeout' } : settled), 1);
  };

  for (const { contact, share } of contacts) {
    const input = JSON.parse(
      JSON.stringify({
        tenant: 't',
        contact,
        workflow: 'generated',
        version: 1,
        run: 'r',
        turn: 0,
        trail: [],
        loops: {},
      }),
    );
    const started = begin(
      machine,
      { input, id: 'e', name: 'e', machineId: 'm', machineName: 'm' },
      { now: START, random },
    );
    look(started, { timers: new Map(), now: START, weight: share, once: new Set() });
  }
  for (let next = open.pop(); next !== undefined && forks <= most; next = open.pop()) next();
  return forks > most ? undefined : counts;
}

/** An interrupt that happened does not happen again: its share falls to the last path. */
function chosen(
  paths: { readonly [path: string]: number },
  once: ReadonlySet<string>,
): readonly (readonly [string, number])[] {
  const open = Object.entries(paths).filter(([path]) => !once.has(path));
  const rest = 1 - open.reduce((all, [, share]) => all + share, 0);
  return open.map(([path, share], i) => [path, i === open.length - 1 ? share + rest : share]);
}

/** One contact for each combination of ways through the splits, with its probability; `undefined` when they are too rare to find. */
function contactsFor({ definition }: Artifact): readonly { contact: string; share: number }[] | undefined {
  const splits = Object.entries(definition.steps).flatMap(([id, step]) =>
    step.kind === 'split' ? [{ id, weights: step.paths.map(({ weight }) => weight) }] : [],
  );
  const wanted = splits.reduce((all, { weights }) => all * weights.length, 1);
  const found = new Map<string, { contact: string; share: number }>();
  for (let n = 0; n < 5000 && found.size < wanted; n++) {
    const contact = `c${n}`;
    const sides = splits.map(({ id, weights }) =>
      splitPath(splitBucket(contact, 'generated', id), splitBounds(weights)),
    );
    const share = splits.reduce((all, { weights }, i) => (all * (weights[sides[i] ?? 0] ?? 0)) / 100, 1);
    if (!found.has(sides.join())) found.set(sides.join(), { contact, share });
  }
  return found.size === wanted ? [...found.values()] : undefined;
}
