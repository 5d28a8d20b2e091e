/**
 * An execution as the engine keeps it, and what a step of the interpreter makes of it: pure, so that what goes to disk
 * is decided before anything is written.
 */
import type {
  Effect,
  EndStatus,
  ExecutionState,
  Step,
} from '../../../workflow-compiler/interpreter/execution.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';

/**
 * An invocation that is not answered yet. It is made again after a crash. `token`: only a token completes the task; the
 * invocation's own answer is taken as a receipt.
 */
export type Call = Extract<Effect, { readonly type: 'invoke' }>;

export type Timer = readonly [timer: string, at: number];

export type Live = {
  readonly id: number;
  readonly machine: number;
  /** It has no names of its own. */
  readonly usual: boolean;
  readonly state: ExecutionState;
  readonly calls: readonly Call[];
  readonly timers: readonly Timer[];
};

export type Ending = {
  readonly status: EndStatus;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
};

export type Outcome = {
  readonly live: Live;
  /** Calls that this step asked for, also where it has withdrawn them again. */
  readonly asked: readonly Call[];
  readonly ending: Ending | undefined;
};

/** `over` names the task or timer that the occurrence has used up. */
export function afterStep(live: Live, step: Step, over: string | undefined): Outcome {
  // Tasks and timers are numbered in one row: a name is that of one of them only.
  const gone = over === undefined ? [] : [over];
  let asked: readonly Call[] = [];
  let set: readonly Timer[] = [];
  let ending: Ending | undefined;
  for (const effect of step.effects) {
    if (effect.type === 'invoke') asked = both(asked, [effect]);
    else if (effect.type === 'timer') set = both(set, [[effect.timer, effect.at]]);
    else if (effect.type === 'cancel-task') gone.push(effect.task);
    else if (effect.type === 'cancel-timer') gone.push(effect.timer);
    else if (effect.type === 'ended') ending = effect;
  }
  const { id, machine, usual } = live;
  const calls = both(without(live.calls, gone, ofCall), without(asked, gone, ofCall));
  const timers = both(without(live.timers, gone, ofTimer), without(set, gone, ofTimer));
  return { live: { id, machine, usual, state: step.state, calls, timers }, asked, ending };
}

const ofCall = ({ task }: Call): string => task;
const ofTimer = ([timer]: Timer): string => timer;

/** The same list where nothing of it is gone. */
function without<T>(all: readonly T[], gone: readonly string[], nameOf: (one: T) => string): readonly T[] {
  if (all.length === 0 || gone.length === 0) return all;
  if (all.length === 1) return all.every((one) => gone.includes(nameOf(one))) ? [] : all;
  return all.filter((one) => !gone.includes(nameOf(one)));
}

/** One of the lists where the other is empty: mostly one thing is over and one is asked for. */
function both<T>(before: readonly T[], added: readonly T[]): readonly T[] {
  if (added.length === 0) return before;
  return before.length === 0 ? added : [...before, ...added];
}

/** Whether nothing but the state is needed to know the calls under way. */
export function followsFromState({ state, calls }: Pick<Live, 'state' | 'calls'>): boolean {
  let tasks = 0;
  for (const { phase } of state.threads) if (phase.kind === 'task') tasks += 1;
  return calls.length === tasks && calls.every(({ follows }) => follows);
}

export function nearest(timers: readonly Timer[]): number | undefined {
  let due: number | undefined;
  for (const [, at] of timers) if (due === undefined || at < due) due = at;
  return due;
}
