// The door of the interpreter: (state, occurrence) → (state, effects). Pure and synchronous; a transition that needs
// jsonata itself comes back as Suspended, and is run again with the answer (drive.ts does that).

import { SuspendSignal } from './evaluate.ts';
import type { ExecutionState, Occurrence, Start, Step, Suspended, Thread, World } from './execution.ts';
import { failState } from './failing.ts';
import { StateFailure } from './failure.ts';
import { goTo, nodeOf } from './flow.ts';
import type { LoadedMachine } from './machine.ts';
import type { StateNode } from './nodes.ts';
import { lapseTask, refuseTask, workFor } from './occurring.ts';
import { count, end, HistoryFull, type Run, resume, schedule, settle, threadById, type Work } from './run.ts';
import { enterChoice } from './states/choice.ts';
import { enterFail } from './states/fail.ts';
import { enterMap, joinIteration, startIteration } from './states/map.ts';
import { enterParallel, joinBranch, startBranch } from './states/parallel.ts';
import { enterPass } from './states/pass.ts';
import { enterSucceed } from './states/succeed.ts';
import { beat, completeTask, enterTask } from './states/task.ts';
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
  if (machine.timeoutSeconds !== undefined) {
    run.deadline = schedule(run, world.now + machine.timeoutSeconds * 1000);
  }
  goTo(run, root, root.state, start.input);
  return transition(run);
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
  const work = workFor(run, occurrence);
  if (work === undefined) return { state, effects: [] };
  run.work.push(work);
  return transition(run);
}

function transition(run: Run): Step | Suspended {
  try {
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
  switch (work.do) {
    case 'stop': {
      const { do: _do, thread: _thread, ...why } = work;
      count(run, 1);
      end(run, 'ABORTED', why);
      return;
    }
    case 'time-out':
      count(run, 1);
      run.deadline = undefined;
      end(run, 'TIMED_OUT', { error: 'States.Timeout' });
      return;
    case 'fail':
      failState(run, thread, work.failure);
      return;
    default:
      attempt(run, thread, work);
  }
}

type Attempt = Exclude<Work, { readonly do: 'stop' | 'time-out' | 'fail' }>;

/** What fails while a state runs is the state's failure, with its Retry and Catch. */
function attempt(run: Run, thread: Thread, work: Attempt): void {
  try {
    const node = nodeOf(run, thread);
    if (work.do === 'enter') enter(run, thread, node);
    else goOn(run, thread, node, work);
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    failState(run, thread, error.failure);
  }
}

/** Work that only some types of states are given. */
function goOn(
  run: Run,
  thread: Thread,
  node: StateNode,
  work: Exclude<Attempt, { readonly do: 'enter' }>,
): void {
  switch (node.type) {
    case 'Task':
      if (work.do === 'answer') completeTask(run, thread, node, work.output);
      if (work.do === 'refusal') refuseTask(run, thread, node, work.error, work.cause);
      if (work.do === 'lapse') lapseTask(run, thread, node, work.timer);
      if (work.do === 'beat') beat(run, thread);
      break;
    case 'Wait':
      if (work.do === 'wake') completeWait(run, thread, node);
      break;
    case 'Parallel':
      if (work.do === 'start') startBranch(run, thread, node, work.index);
      if (work.do === 'join') joinBranch(run, thread, node, work.index, work.output);
      break;
    case 'Map':
      if (work.do === 'start') startIteration(run, thread, node, work.index);
      if (work.do === 'join') joinIteration(run, thread, node, work.index, work.output);
      break;
    default:
      break;
  }
}

function enter(run: Run, thread: Thread, node: StateNode): void {
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
