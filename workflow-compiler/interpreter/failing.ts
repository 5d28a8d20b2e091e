// What happens when a state fails: the first retrier that means the error and has attempts left, else the first catcher,
// else the block ends, and with it the state around it or the execution.

import type { Thread } from './execution.ts';
import { errorOutput, type Failure, matches, StateFailure } from './failure.ts';
import { leave, nodeOf, scopeOf } from './flow.ts';
import { eventOf } from './history.ts';
import type { Retrier } from './nodes.ts';
import { count, dropChildren, end, put, type Run, schedule, threadById } from './run.ts';

/** A failure in the handling itself (in a catcher's Output, say) ends the block. */
export function failState(run: Run, thread: Thread, raw: Failure): void {
  try {
    retryOrCatch(run, thread.id, raw);
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    giveUp(run, thread, error.failure);
  }
}

function retryOrCatch(run: Run, id: number, raw: Failure): void {
  const thread = threadById(run, id);
  if (thread === undefined) return;
  const failure = located(run, thread, raw);
  const node = nodeOf(run, thread);
  dropChildren(run, id);
  if ('retry' in node) {
    if (retries(run, thread, node.retry, failure)) return;
    const catcher = node.catch.find(({ errors }) => matches(errors, failure));
    if (catcher !== undefined) {
      const outcome = catcher.complete({ ...scopeOf(run, thread), errorOutput: errorOutput(failure) });
      leave(run, thread, outcome, catcher.next);
      return;
    }
  }
  giveUp(run, thread, failure);
}

/** Ends the thread's block with the failure, past any Retry or Catch of its state. */
export function giveUp(run: Run, thread: Thread, raw: Failure): void {
  const failure = located(run, thread, raw);
  dropChildren(run, thread.id);
  if (thread.parent === undefined) {
    const { error, cause } = failure;
    count(run, 1);
    end(run, 'FAILED', {
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
    return;
  }
  const parent = threadById(run, thread.parent);
  // One event for the iteration or branch, one for the state around it.
  const mapped = parent?.phase.kind === 'fan' && parent.phase.items !== undefined;
  count(run, mapped ? 2 : 1);
  if (parent !== undefined) tellBlockFailed(run, thread, parent, mapped);
  const { also: _also, ...told } = failure;
  run.work.push({ do: 'fail', thread: thread.parent, failure: told });
}

function tellBlockFailed(run: Run, thread: Thread, parent: Thread, mapped: boolean): void {
  const { index = 0 } = thread;
  if (mapped)
    run.history?.push(eventOf(run, thread, { what: 'iteration-failed', state: parent.state, index }, 1));
  run.history?.push(eventOf(run, parent, { what: mapped ? 'map-failed' : 'parallel-failed' }));
}

/** Says where, once. An evaluation that failed is an event of its own, which also bounds how often it is tried again. */
function located(run: Run, thread: Thread, failure: Failure): Failure {
  if (failure.located !== true) return failure;
  const { state, event } = thread;
  const where = `An error occurred while executing the state '${state}' (entered at the event id #${event}).`;
  const cause = `${where} ${failure.cause ?? ''}`;
  const { error, field } = failure;
  if (field !== undefined && error !== undefined) {
    count(run, 1);
    run.history?.push(eventOf(run, thread, { what: 'evaluation-failed', state, field, error, cause }));
  }
  return { ...failure, cause, located: false };
}

function retries(run: Run, thread: Thread, retriers: readonly Retrier[], failure: Failure): boolean {
  const at = retriers.findIndex(({ errors }) => matches(errors, failure));
  const retrier = retriers[at];
  const made = thread.retries?.[at] ?? 0;
  if (retrier === undefined || made >= retrier.attempts) return false;
  const counted = retriers.map((_, place) => (thread.retries?.[place] ?? 0) + (place === at ? 1 : 0));
  const full = Math.min(retrier.interval * retrier.backoff ** made, retrier.most);
  const seconds = retrier.jitter ? full * run.world.random() : full;
  const timer = schedule(run, run.world.now + Math.round(seconds * 1000));
  put(run, { ...thread, retries: counted, phase: { kind: 'retrying', timer } });
  return true;
}
