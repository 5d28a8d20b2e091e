// One execution between two transitions, and what goes in and out of a transition. All of it is plain JSON: a host may
// write the state to disk after any step and go on from there. History is counted, not kept.

import type { HistoryEvent } from './history.ts';
import type { Json } from './json.ts';
import type { Answer, Request } from './jsonata/fallback.ts';

/** What the execution was started with. `id` is its ARN, `machineId` the ARN of the machine (or version). */
export type Start = {
  readonly input: Json;
  readonly id: string;
  readonly name: string;
  readonly machineId: string;
  readonly machineName: string;
  readonly roleArn?: string;
};

/** Answers to suspended expressions, in the order in which one transition asks. */
export type Evaluations = readonly Answer[];

export type World = {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly evaluated?: Evaluations;
  /** Tells each event of the history with the step. */
  readonly history?: true;
};

export type Occurrence =
  | { readonly type: 'task-succeeded'; readonly task: string; readonly output: Json }
  | { readonly type: 'task-failed'; readonly task: string; readonly error: string; readonly cause: string }
  | { readonly type: 'task-heartbeat'; readonly task: string }
  | { readonly type: 'timer-fired'; readonly timer: string }
  | { readonly type: 'stopped'; readonly error?: string; readonly cause?: string };

export type EndStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export type Effect =
  | {
      readonly type: 'invoke';
      /** Unique within the execution, and the same on every replay. */
      readonly task: string;
      readonly state: string;
      readonly resource: string;
      readonly arguments: Json;
      /** `.waitForTaskToken`: only an answer by token completes it. */
      readonly token: boolean;
      /** `invocations` of the state gives it again, for as long as the task is under way: a host need not keep it. */
      readonly follows: boolean;
    }
  | { readonly type: 'timer'; readonly timer: string; readonly at: number }
  | { readonly type: 'cancel-timer'; readonly timer: string }
  | { readonly type: 'cancel-task'; readonly task: string }
  /** Nothing to do: for those who count or show the states that are passed. */
  | { readonly type: 'entered'; readonly state: string }
  | {
      readonly type: 'ended';
      readonly status: EndStatus;
      readonly output?: Json;
      readonly error?: string;
      readonly cause?: string;
    };

/** What a thread of control is doing while the execution is at rest. */
export type Phase =
  | { readonly kind: 'entering' }
  | { readonly kind: 'waiting'; readonly timer: string }
  | { readonly kind: 'retrying'; readonly timer: string }
  | {
      readonly kind: 'task';
      readonly task: string;
      readonly timeout?: string | undefined;
      readonly heartbeat?: string | undefined;
      /** Seconds allowed between heartbeats. */
      readonly every?: number | undefined;
    }
  | {
      /** A Parallel or Map state with children. */
      readonly kind: 'fan';
      /** What the branches are given; left out if it is the state's input. */
      readonly input?: Json;
      /** The items of a Map. */
      readonly items?: readonly Json[];
      readonly started: number;
      readonly open: number;
      readonly limit: number;
      readonly results: readonly Json[];
    };

/**
 * One flow of control in one `States` block: the execution itself, a branch, an iteration. What may be left out is set to
 * undefined by the interpreter: all threads then have the same shape, which the engine of JavaScript rewards.
 */
export type Thread = {
  readonly id: number;
  readonly parent?: number | undefined;
  /** Which branch or item of the parent. */
  readonly index?: number | undefined;
  readonly state: string;
  /** Left out if it is what the block was started with, so that a parked run holds its input once. */
  readonly input?: Json | undefined;
  readonly entered: number;
  /** Number of the history event of entering, which the causes of errors cite. */
  readonly event: number;
  readonly vars?: { readonly [name: string]: Json } | undefined;
  /** Retries made, by retrier. */
  readonly retries?: readonly number[] | undefined;
  readonly phase: Phase;
};

export type ExecutionState = {
  readonly v: 1;
  readonly start: Start;
  readonly begun: number;
  readonly status: 'RUNNING' | EndStatus;
  /** History events so far; AWS allows 25,000. */
  readonly events: number;
  /** Next free number for threads, tasks and timers. */
  readonly next: number;
  /** The timer of the machine's TimeoutSeconds. */
  readonly deadline?: string | undefined;
  readonly threads: readonly Thread[];
};

export type Step = {
  readonly state: ExecutionState;
  readonly effects: readonly Effect[];
  /** Only where the world asked for it. */
  readonly history?: readonly HistoryEvent[];
};

/** The transition needs jsonata for one expression: evaluate, append the answer to `world.evaluated`, run it again. */
export type Suspended = { readonly type: 'suspended'; readonly request: Request };

/** The token of a task, as `$states.context.Task.Token` shows it. A host may wrap and sign it. */
export function taskToken(executionId: string, task: string): string {
  return `${executionId}#${task}`;
}

/** Undefined for text that is no token. */
export function parseTaskToken(
  token: string,
): { readonly executionId: string; readonly task: string } | undefined {
  const at = token.lastIndexOf('#');
  if (at <= 0 || at === token.length - 1) return undefined;
  return { executionId: token.slice(0, at), task: token.slice(at + 1) };
}
