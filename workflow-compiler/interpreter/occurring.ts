// What an occurrence does: the action it means for the thread that waits for it, or nothing if none does.

import type { Occurrence, Thread } from './execution.ts';
import { attempt, failing, failState } from './failing.ts';
import { nodeOf } from './flow.ts';
import { tell } from './history.ts';
import { cancelTimer, count, end, isOverAge, type Run } from './run.ts';
import { beat, completeTask, withdrawTimers } from './states/task.ts';
import { completeWait } from './states/wait.ts';

/** Undefined for what is late, repeated or unknown. */
export function actionFor(run: Run, occurrence: Occurrence): (() => void) | undefined {
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
    tell(run, thread, () => ({ what: 'task-failed', resource: node.resource, error, cause }));
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
    tell(run, thread, () => {
      const node = nodeOf(run, thread);
      const resource = node.type === 'Task' ? node.resource : '';
      return { what: 'task-timed-out', resource, error: 'States.Timeout', cause: '' };
    });
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
