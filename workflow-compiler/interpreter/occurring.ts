// What an occurrence means: work for the thread that waits for it, or nothing if none does.

import type { Occurrence, Thread } from './execution.ts';
import { failState } from './failing.ts';
import { nodeOf } from './flow.ts';
import { eventOf } from './history.ts';
import type { TaskNode } from './nodes.ts';
import { cancelTimer, count, isOverAge, type Run, type Work } from './run.ts';
import { withdrawTimers } from './states/task.ts';

const ROOT = 0;

/** Undefined for what is late, repeated or unknown. */
export function workFor(run: Run, occurrence: Occurrence): Work | undefined {
  switch (occurrence.type) {
    case 'stopped': {
      const { type: _type, ...why } = occurrence;
      return { do: 'stop', thread: ROOT, ...why };
    }
    case 'timer-fired':
      return timerWork(run, occurrence.timer);
    default: {
      const thread = threadOfTask(run, occurrence.task);
      return thread === undefined ? undefined : taskWork(run, thread, occurrence);
    }
  }
}

function threadOfTask(run: Run, task: string): Thread | undefined {
  for (const thread of run.threads) {
    if (thread.phase.kind === 'task' && thread.phase.task === task) return thread;
  }
  return undefined;
}

function taskWork(
  run: Run,
  thread: Thread,
  occurrence: Extract<Occurrence, { readonly task: string }>,
): Work | undefined {
  if (nodeOf(run, thread).type !== 'Task') return undefined;
  const { id, phase } = thread;
  switch (occurrence.type) {
    case 'task-heartbeat':
      return phase.kind === 'task' && phase.every !== undefined ? { do: 'beat', thread: id } : undefined;
    case 'task-succeeded':
      return { do: 'answer', thread: id, output: occurrence.output };
    case 'task-failed':
      return { do: 'refusal', thread: id, error: occurrence.error, cause: occurrence.cause };
  }
}

function timerWork(run: Run, timer: string): Work | undefined {
  if (run.deadline === timer) return { do: 'time-out', thread: ROOT };
  const thread = run.threads.find(({ phase }) => ownsTimer(phase, timer));
  if (thread === undefined) return undefined;
  if (isOverAge(run)) return { do: 'time-out', thread: ROOT };
  const { id, phase } = thread;
  if (phase.kind === 'retrying') return { do: 'enter', thread: id };
  if (phase.kind === 'task') return { do: 'lapse', thread: id, timer };
  return nodeOf(run, thread).type === 'Wait' ? { do: 'wake', thread: id } : undefined;
}

function ownsTimer(phase: Thread['phase'], timer: string): boolean {
  if (phase.kind === 'waiting' || phase.kind === 'retrying') return phase.timer === timer;
  return phase.kind === 'task' && (phase.timeout === timer || phase.heartbeat === timer);
}

/** The task has failed. */
export function refuseTask(run: Run, thread: Thread, node: TaskNode, error: string, cause: string): void {
  withdrawTimers(run, thread);
  count(run, 1);
  run.history?.push(eventOf(run, thread, { what: 'task-failed', resource: node.resource, error, cause }));
  failState(run, thread, { error, cause });
}

/** The task's time is over, or its next heartbeat is. */
export function lapseTask(run: Run, thread: Thread, node: TaskNode, timer: string): void {
  const { phase } = thread;
  if (phase.kind !== 'task') return;
  const late = phase.heartbeat === timer;
  cancelTimer(run, late ? phase.timeout : phase.heartbeat);
  run.effects.push({ type: 'cancel-task', task: phase.task });
  count(run, 1);
  const failure = { error: 'States.Timeout', cause: '' };
  run.history?.push(eventOf(run, thread, { what: 'task-timed-out', resource: node.resource, ...failure }));
  // AWS records a missed heartbeat as States.Timeout; its documents name States.HeartbeatTimeout. Both are met.
  failState(run, thread, late ? { ...failure, also: ['States.HeartbeatTimeout'] } : failure);
}
