/**
 * Alarms that look after runs of the express placement, where no machine counts the time: EventBridge Scheduler on AWS, an alarm of
 * the process on one machine. A timer only tells when to look: the run's row decides. A run has one at most.
 */
import type { Cursor } from '../../workflow-compiler/cursor.ts';

export type Timer = {
  readonly tenant: string;
  readonly contact: string;
  readonly run: string;
  /** When to look, ISO 8601 in UTC. Absent: no more. */
  readonly at?: string;
  /** What to begin an execution with at that moment, where nothing else has to be known: ids and counters. */
  readonly begins?: Cursor;
};

export type Timers = {
  /** Whether timers outlive whatever dies: nothing else then has to look for runs that are due. */
  readonly lasting: boolean;
  /** Each rings at its moment or soon after, never before; the one set last for a run is the one that it has. */
  readonly set: (timers: readonly Timer[]) => Promise<void>;
};
