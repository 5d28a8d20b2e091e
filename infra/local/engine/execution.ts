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
  /** Calls that this step asked for. */
  readonly asked: readonly Call[];
  readonly ending: Ending | undefined;
};

/** `over` names the task or timer that the occurrence has used up. */
export function afterStep(live: Live, step: Step, over: string | undefined): Outcome {
  let calls = over === undefined ? live.calls : without(live.calls, ({ task }) => task === over);
  let timers = over === undefined ? live.timers : without(live.timers, ([timer]) => timer === over);
  const asked: Call[] = [];
  let ending: Ending | undefined;
  for (const effect of step.effects) {
    switch (effect.type) {
      case 'invoke':
        asked.push(effect);
        break;
      case 'cancel-task':
        calls = without(calls, ({ task }) => task === effect.task);
        drop(asked, effect.task);
        break;
      case 'timer':
        timers = [...timers, [effect.timer, effect.at]];
        break;
      case 'cancel-timer':
        timers = without(timers, ([timer]) => timer === effect.timer);
        break;
      case 'ended':
        ending = effect;
        break;
      case 'entered':
        break;
    }
  }
  if (asked.length > 0) calls = [...calls, ...asked];
  const { id, machine, usual } = live;
  return { live: { id, machine, usual, state: step.state, calls, timers }, asked, ending };
}

/** The same list where nothing is to go. */
function without<T>(all: readonly T[], isOver: (one: T) => boolean): readonly T[] {
  return all.some(isOver) ? all.filter((one) => !isOver(one)) : all;
}

function drop(asked: Call[], over: string): void {
  const at = asked.findIndex(({ task }) => task === over);
  if (at >= 0) asked.splice(at, 1);
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
