// The door of the interpreter: (state, occurrence) → (state, effects). Pure and synchronous; a transition that needs
// jsonata itself comes back as Suspended, and is run again with the answer (drive.ts does that).

import { SuspendSignal } from './evaluate.ts';
import type { ExecutionState, Occurrence, Start, Step, Suspended, Thread, World } from './execution.ts';
import { failState, giveUp } from './failing.ts';
import { StateFailure } from './failure.ts';
import { goTo, nodeOf } from './flow.ts';
import type { LoadedMachine } from './machine.ts';
import {
  cancelTimer,
  count,
  end,
  HistoryFull,
  isOverAge,
  type Run,
  resume,
  schedule,
  settle,
  threadById,
  type Work,
} from './run.ts';
import { enterChoice } from './states/choice.ts';
import { enterFail } from './states/fail.ts';
import { enterMap, joinIteration, startIteration } from './states/map.ts';
import { enterParallel, joinBranch, startBranch } from './states/parallel.ts';
import { enterPass } from './states/pass.ts';
import { enterSucceed } from './states/succeed.ts';
import { beat, completeTask, enterTask, withdrawTimers } from './states/task.ts';
import { completeWait, enterWait } from './states/wait.ts';

/** Starts an execution and runs it as far as it goes without the world. `world.now` is its start time. */
export function begin(machine: LoadedMachine, start: Start, world: World): Step | Suspended {
  const root: Thread = {
    id: 0,
    state: machine.block.startAt,
    entered: world.now,
    event: 1,
    phase: { kind: 'entering' },
  };
  const state: ExecutionState = {
    v: 1,
    start,
    begun: world.now,
    status: 'RUNNING',
    events: 1,
    next: 1,
    threads: [root],
  };
  const run = resume(machine, state, world);
  return transition(run, () => {
    if (machine.timeoutSeconds !== undefined) {
      run.deadline = schedule(run, world.now + machine.timeoutSeconds * 1000);
    }
    goTo(run, root, root.state, start.input);
  });
}

/** Takes an occurrence. One that is late, repeated or unknown gives back the same state and no effects. */
export function advance(
  machine: LoadedMachine,
  state: ExecutionState,
  occurrence: Occurrence,
  world: World,
): Step | Suspended {
  if (state.status !== 'RUNNING') return { state, effects: [] };
  const run = resume(machine, state, world);
  const action = actionFor(run, occurrence);
  return action === undefined ? { state, effects: [] } : transition(run, action);
}

function transition(run: Run, action: () => void): Step | Suspended {
  try {
    action();
    for (let work = run.work.pop(); work !== undefined; work = run.work.pop()) perform(run, work);
  } catch (signal) {
    if (signal instanceof SuspendSignal) return { type: 'suspended', request: signal.request };
    if (!(signal instanceof HistoryFull)) throw signal;
    const cause = 'The execution reached the maximum number of history events (25000).';
    end(run, 'FAILED', { error: 'States.Runtime', cause });
  }
  return settle(run);
}

function perform(run: Run, work: Work): void {
  const thread = threadById(run, work.thread);
  if (thread === undefined) return;
  if (work.do === 'fail') failing(run, thread, () => failState(run, thread.id, work.failure));
  else attempt(run, thread, () => handle(run, thread, work));
}

function handle(run: Run, thread: Thread, work: Exclude<Work, { do: 'fail' }>): void {
  const node = nodeOf(run, thread);
  if (work.do === 'start') {
    if (node.type === 'Parallel') startBranch(run, thread, node, work.index);
    if (node.type === 'Map') startIteration(run, thread, node, work.index);
    return;
  }
  if (work.do === 'join') {
    if (node.type === 'Parallel') joinBranch(run, thread, node, work.index, work.output);
    if (node.type === 'Map') joinIteration(run, thread, node, work.index, work.output);
    return;
  }
  switch (node.type) {
    case 'Pass':
      enterPass(run, thread, node);
      break;
    case 'Task':
      enterTask(run, thread, node);
      break;
    case 'Choice':
      enterChoice(run, thread, node);
      break;
    case 'Wait':
      enterWait(run, thread, node);
      break;
    case 'Succeed':
      enterSucceed(run, thread, node);
      break;
    case 'Fail':
      enterFail(run, thread, node);
      break;
    case 'Parallel':
      enterParallel(run, thread, node);
      break;
    case 'Map':
      enterMap(run, thread, node);
      break;
  }
}

/** Runs part of a state; a failure in it is the state's, with its Retry and Catch. */
function attempt(run: Run, thread: Thread, part: () => void): void {
  try {
    part();
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    failing(run, thread, () => failState(run, thread.id, error.failure));
  }
}

/** Runs the handling of a failure; a failure in that (in a catcher's Output, say) ends the block. */
function failing(run: Run, thread: Thread, part: () => void): void {
  try {
    part();
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    giveUp(run, thread, error.failure);
  }
}

function actionFor(run: Run, occurrence: Occurrence): (() => void) | undefined {
  switch (occurrence.type) {
    case 'stopped':
      return () => {
        const { error, cause } = occurrence;
        count(run, 1);
        end(run, 'ABORTED', {
          ...(error === undefined ? {} : { error }),
          ...(cause === undefined ? {} : { cause }),
        });
      };
    case 'timer-fired':
      return timerAction(run, occurrence.timer);
    default: {
      const thread = run.threads.find(({ phase }) => phase.kind === 'task' && phase.task === occurrence.task);
      return thread === undefined ? undefined : taskAction(run, thread, occurrence);
    }
  }
}

function taskAction(
  run: Run,
  thread: Thread,
  occurrence: Extract<Occurrence, { readonly task: string }>,
): (() => void) | undefined {
  const node = nodeOf(run, thread);
  if (node.type !== 'Task') return undefined;
  if (occurrence.type === 'task-heartbeat') {
    const beating = thread.phase.kind === 'task' && thread.phase.every !== undefined;
    return beating ? () => beat(run, thread) : undefined;
  }
  if (occurrence.type === 'task-succeeded') {
    return () => attempt(run, thread, () => completeTask(run, thread, node, occurrence.output));
  }
  const { error, cause } = occurrence;
  return () => {
    withdrawTimers(run, thread);
    count(run, 1);
    failing(run, thread, () => failState(run, thread.id, { error, cause }));
  };
}

function timerAction(run: Run, timer: string): (() => void) | undefined {
  const timedOut = (): void => {
    count(run, 1);
    run.deadline = undefined;
    end(run, 'TIMED_OUT', { error: 'States.Timeout' });
  };
  if (run.deadline === timer) return timedOut;
  const thread = run.threads.find(({ phase }) => ownsTimer(phase, timer));
  if (thread === undefined) return undefined;
  if (isOverAge(run)) return timedOut;
  const { phase } = thread;
  if (phase.kind === 'retrying') return () => void run.work.push({ do: 'enter', thread: thread.id });
  if (phase.kind !== 'task') {
    const node = nodeOf(run, thread);
    return node.type === 'Wait'
      ? () => attempt(run, thread, () => completeWait(run, thread, node))
      : undefined;
  }
  return () => {
    const late = phase.heartbeat === timer;
    cancelTimer(run, late ? phase.timeout : phase.heartbeat);
    run.effects.push({ type: 'cancel-task', task: phase.task });
    count(run, 1);
    // AWS records a missed heartbeat as States.Timeout; its documents name States.HeartbeatTimeout. Both are met.
    const failure = {
      error: 'States.Timeout',
      cause: '',
      ...(late ? { also: ['States.HeartbeatTimeout'] } : {}),
    };
    failing(run, thread, () => failState(run, thread.id, failure));
  };
}

function ownsTimer(phase: Thread['phase'], timer: string): boolean {
  if (phase.kind === 'waiting' || phase.kind === 'retrying') return phase.timer === timer;
  return phase.kind === 'task' && (phase.timeout === timer || phase.heartbeat === timer);
}
