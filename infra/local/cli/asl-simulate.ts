// One execution of a machine against mocks, under a virtual clock: waits, retries and timeouts take no time. What is
// random comes from a seed, so a run can be repeated to the byte.

import { advanceAsync, beginAsync } from '../../../workflow-compiler/interpreter/drive.ts';
import type { Effect, EndStatus, Step } from '../../../workflow-compiler/interpreter/execution.ts';
import type { Json } from '../../../workflow-compiler/interpreter/json.ts';
import type { Evaluator } from '../../../workflow-compiler/interpreter/jsonata/fallback.ts';
import type { LoadedMachine } from '../../../workflow-compiler/interpreter/machine.ts';

/** What a task answers: a result, or an error with its cause (text, or JSON that becomes text). */
export type MockOutcome = { readonly result: Json } | { readonly error: string; readonly cause?: Json };
/** Outcomes by state name, in the order of the calls; the last one repeats. */
export type Mocks = { readonly [state: string]: readonly MockOutcome[] };

export type Simulated = {
  readonly status: EndStatus;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** States entered, in order. */
  readonly states: readonly string[];
};

/** A Task was called that no mock answers for. */
export class MockMissing extends Error {
  override name = 'MockMissing';
}

type Clock = { now: number };
type Pending = { readonly timers: Map<string, number>; readonly tasks: Map<string, string> };

/** Runs to the end. `now` is the start in epoch milliseconds. Throws MockMissing. */
export async function simulate(
  machine: LoadedMachine,
  input: Json,
  mocks: Mocks,
  options: { readonly now: number; readonly seed?: number; readonly evaluate?: Evaluator },
): Promise<Simulated> {
  const clock: Clock = { now: options.now };
  const random = seeded(options.seed ?? 1);
  const pending: Pending = { timers: new Map(), tasks: new Map() };
  const calls = new Map<string, number>();
  const states: string[] = [];
  const region = 'arn:aws:states:us-east-1:000000000000';
  const start = {
    input,
    id: `${region}:execution:asl-run:1`,
    name: '1',
    machineId: `${region}:stateMachine:asl-run`,
    machineName: 'asl-run',
  };
  let step: Step = await beginAsync(machine, start, { now: clock.now, random }, options.evaluate);
  for (;;) {
    const ended = take(step.effects, pending, states);
    if (ended !== undefined) {
      const { type: _type, error, cause, ...result } = ended;
      // A failure that was told without a name or a cause has none.
      return { ...result, ...(error ? { error } : {}), ...(cause ? { cause } : {}), states };
    }
    const occurrence = nextOccurrence(pending, clock, mocks, calls);
    if (occurrence === undefined) throw new Error('The execution waits for nothing: no timer, no task.');
    step = await advanceAsync(machine, step.state, occurrence, { now: clock.now, random }, options.evaluate);
  }
}

function take(
  effects: readonly Effect[],
  { timers, tasks }: Pending,
  states: string[],
): Extract<Effect, { readonly type: 'ended' }> | undefined {
  for (const effect of effects) {
    if (effect.type === 'ended') return effect;
    if (effect.type === 'entered') states.push(effect.state);
    if (effect.type === 'timer') timers.set(effect.timer, effect.at);
    if (effect.type === 'cancel-timer') timers.delete(effect.timer);
    if (effect.type === 'invoke') tasks.set(effect.task, effect.state);
    if (effect.type === 'cancel-task') tasks.delete(effect.task);
  }
  return undefined;
}

/** Tasks answer at once, in the order of their calls; then the earliest timer moves the clock. */
function nextOccurrence(
  { timers, tasks }: Pending,
  clock: Clock,
  mocks: Mocks,
  calls: Map<string, number>,
): Parameters<typeof advanceAsync>[2] | undefined {
  const [call] = tasks;
  if (call !== undefined) {
    const [task, state] = call;
    tasks.delete(task);
    const outcome = mockFor(mocks, calls, state);
    if ('result' in outcome) return { type: 'task-succeeded', task, output: outcome.result };
    const cause = outcome.cause ?? '';
    return {
      type: 'task-failed',
      task,
      error: outcome.error,
      cause: typeof cause === 'string' ? cause : JSON.stringify(cause),
    };
  }
  let earliest: readonly [string, number] | undefined;
  for (const timer of timers) if (earliest === undefined || timer[1] < earliest[1]) earliest = timer;
  if (earliest === undefined) return undefined;
  const [timer, at] = earliest;
  timers.delete(timer);
  clock.now = Math.max(clock.now, at);
  return { type: 'timer-fired', timer };
}

function mockFor(mocks: Mocks, calls: Map<string, number>, state: string): MockOutcome {
  const outcomes = Object.hasOwn(mocks, state) ? (mocks[state] ?? []) : [];
  const made = calls.get(state) ?? 0;
  calls.set(state, made + 1);
  const outcome = outcomes[made] ?? outcomes.at(-1);
  if (outcome === undefined)
    throw new MockMissing(`The task state \`${state}\` was called, and no mock answers for it.`);
  return outcome;
}

/** A small generator (mulberry32): the same seed, the same run. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
