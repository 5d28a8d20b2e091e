// The door of the interpreter: (state, occurrence) → (state, effects). Pure and synchronous; a transition that needs
// jsonata itself comes back as Suspended, and is run again with the answer (drive.ts does that).

import { SuspendSignal } from './evaluate.ts';
import type { ExecutionState, Occurrence, Start, Step, Suspended, Thread, World } from './execution.ts';
import { attempt, failing, failState } from './failing.ts';
import { goTo, nodeOf } from './flow.ts';
import type { LoadedMachine } from './machine.ts';
import { actionFor } from './occurring.ts';
import { end, HistoryFull, type Run, resume, schedule, settle, threadById, type Work } from './run.ts';
import { enterChoice } from './states/choice.ts';
import { enterFail } from './states/fail.ts';
import { enterMap, joinIteration, startIteration } from './states/map.ts';
import { enterParallel, joinBranch, startBranch } from './states/parallel.ts';
import { enterPass } from './states/pass.ts';
import { enterSucceed } from './states/succeed.ts';
import { enterTask } from './states/task.ts';
import { enterWait } from './states/wait.ts';

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
