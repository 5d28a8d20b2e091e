// A transition while it happens: a working copy of the execution, the effects so far, and a stack of things to do.
// States do not call each other; they leave work here, so that a long chain of states needs no stack of calls.

import type { Effect, EndStatus, ExecutionState, Phase, Start, Step, Thread, World } from './execution.ts';
import type { Failure } from './failure.ts';
import { eventOf, type Happening, type HistoryEvent } from './history.ts';
import type { Json } from './json.ts';
import type { LoadedMachine } from './machine.ts';

export type Work =
  /** The next branch or iteration of a fan. */
  | { readonly do: 'start'; readonly thread: number; readonly index: number }
  | { readonly do: 'enter'; readonly thread: number }
  | { readonly do: 'fail'; readonly thread: number; readonly failure: Failure }
  | { readonly do: 'join'; readonly thread: number; readonly index: number; readonly output: Json }
  /** An occurrence, brought to the thread that waits for it (occurring.ts). */
  | { readonly do: 'answer'; readonly thread: number; readonly output: Json }
  | { readonly do: 'refusal'; readonly thread: number; readonly error: string; readonly cause: string }
  | { readonly do: 'beat' | 'wake'; readonly thread: number }
  | { readonly do: 'lapse'; readonly thread: number; readonly timer: string }
  | { readonly do: 'stop'; readonly thread: number; readonly error?: string; readonly cause?: string }
  | { readonly do: 'time-out'; readonly thread: number };

export type Run = {
  readonly machine: LoadedMachine;
  readonly start: Start;
  readonly begun: number;
  readonly world: World;
  readonly effects: Effect[];
  readonly history: HistoryEvent[] | undefined;
  readonly work: Work[];
  threads: Thread[];
  events: number;
  next: number;
  status: ExecutionState['status'];
  deadline: string | undefined;
  /** Questions to jsonata so far in this transition. */
  asked: number;
};

// The event that ends an execution is number 25,000 itself.
const MOST_EVENTS = 24_999;
const YEAR = 365 * 86_400_000;

/** Thrown when the history is full: the execution ends wherever it is. */
export class HistoryFull extends Error {
  override name = 'HistoryFull';
}

export function resume(machine: LoadedMachine, state: ExecutionState, world: World): Run {
  const { start, begun, threads, events, next, status, deadline } = state;
  return {
    machine,
    start,
    begun,
    world,
    effects: [],
    history: world.history === true ? [] : undefined,
    work: [],
    threads: [...threads],
    events,
    next,
    status,
    deadline,
    asked: 0,
  };
}

export function settle(run: Run): Step {
  const { start, begun, threads, events, next, status, deadline } = run;
  const state: ExecutionState = { v: 1, start, begun, status, events, next, deadline, threads };
  const { effects, history } = run;
  return history === undefined ? { state, effects } : { state, effects, history };
}

export function count(run: Run, events: number): number {
  run.events += events;
  if (run.events > MOST_EVENTS) throw new HistoryFull();
  return run.events;
}

export function fresh(run: Run): string {
  return String(run.next++);
}

export function threadById(run: Run, id: number): Thread | undefined {
  for (const thread of run.threads) if (thread.id === id) return thread;
  return undefined;
}

/** The thread as it is now, in the place of what it was. */
export function put(run: Run, thread: Thread): Thread {
  const { threads } = run;
  for (let at = 0; at < threads.length; at++) {
    if (threads[at]?.id !== thread.id) continue;
    threads[at] = thread;
    return thread;
  }
  threads.push(thread);
  return thread;
}

export function setPhase(run: Run, thread: Thread, phase: Phase): Thread {
  return put(run, { ...thread, phase });
}

/** Asks for a timer. None goes beyond the year an execution may last; what fires there ends it. */
export function schedule(run: Run, at: number): string {
  const timer = fresh(run);
  run.effects.push({ type: 'timer', timer, at: Math.min(at, run.begun + YEAR) });
  return timer;
}

export function isOverAge(run: Run): boolean {
  return run.world.now >= run.begun + YEAR;
}

export function cancelTimer(run: Run, timer: string | undefined): void {
  if (timer !== undefined) run.effects.push({ type: 'cancel-timer', timer });
}

/** Withdraws whatever a thread waits for. */
function release(run: Run, { phase }: Thread): void {
  if (phase.kind === 'waiting' || phase.kind === 'retrying') cancelTimer(run, phase.timer);
  if (phase.kind !== 'task') return;
  cancelTimer(run, phase.timeout);
  cancelTimer(run, phase.heartbeat);
  run.effects.push({ type: 'cancel-task', task: phase.task });
}

/** Ends all threads below one, and the work left for them. */
export function dropChildren(run: Run, id: number): void {
  const gone = new Set([id]);
  // A child is always listed after its parent.
  for (const thread of run.threads) {
    if (thread.parent === undefined || !gone.has(thread.parent)) continue;
    gone.add(thread.id);
    release(run, thread);
  }
  gone.delete(id);
  if (gone.size === 0) return;
  run.threads = run.threads.filter((thread) => !gone.has(thread.id));
  const left = run.work.filter((work) => !gone.has(work.thread));
  run.work.splice(0, run.work.length, ...left);
}

export function end(
  run: Run,
  status: EndStatus,
  result: { output?: Json; error?: string; cause?: string },
): void {
  for (const thread of run.threads) release(run, thread);
  cancelTimer(run, run.deadline);
  run.deadline = undefined;
  run.threads = [];
  run.work.length = 0;
  run.status = status;
  run.effects.push({ type: 'ended', status, ...result });
  run.history?.push(eventOf(run, { id: 0 }, endOf(status, result)));
}

function endOf(
  status: EndStatus,
  { output = null, error, cause }: { output?: Json; error?: string; cause?: string },
): Happening {
  if (status === 'SUCCEEDED') return { what: 'succeeded', output };
  return {
    what: WHAT[status],
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

const WHAT = { FAILED: 'failed', ABORTED: 'aborted', TIMED_OUT: 'timed-out' } as const;
