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

/** An invocation that is not answered yet. It is made again after a crash. */
export type Call = {
  readonly task: string;
  readonly state: string;
  readonly resource: string;
  readonly arguments: Json;
  /** Only a token completes the task; the invocation's own answer is taken as a receipt. */
  readonly token: boolean;
};

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
  let calls = live.calls.filter((call) => call.task !== over);
  let timers = live.timers.filter(([timer]) => timer !== over);
  let ending: Ending | undefined;
  for (const effect of step.effects) {
    switch (effect.type) {
      case 'invoke':
        calls.push(asCall(effect));
        break;
      case 'cancel-task':
        calls = calls.filter((call) => call.task !== effect.task);
        break;
      case 'timer':
        timers.push([effect.timer, effect.at]);
        break;
      case 'cancel-timer':
        timers = timers.filter(([timer]) => timer !== effect.timer);
        break;
      case 'ended':
        ending = effect;
        break;
      case 'entered':
        break;
    }
  }
  const asked = calls.filter((call) => !live.calls.includes(call));
  return { live: { ...live, state: step.state, calls, timers }, asked, ending };
}

function asCall({
  task,
  state,
  resource,
  arguments: args,
  token,
}: Extract<Effect, { type: 'invoke' }>): Call {
  return { task, state, resource, arguments: args, token };
}

export function nearest(timers: readonly Timer[]): number | undefined {
  let due: number | undefined;
  for (const [, at] of timers) if (due === undefined || at < due) due = at;
  return due;
}
