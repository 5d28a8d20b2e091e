/**
 * The cursor: a run's place, threaded from state to state as the state input. It carries ids and counters only, never a
 * contact's data, since Step Functions keeps history for 90 days. The same shape enters a machine, comes back from every
 * task, and (in the express placement) resumes a machine in the middle.
 */

/** The task contract that machines of this compiler speak; every task's arguments carry it. */
export const CONTRACT = 1;

export type Cursor = {
  readonly tenant: string;
  readonly contact: string;
  readonly workflow: string;
  readonly version: number;
  readonly run: string;
  /** How many tasks have been settled: the idempotency key of the next one is (run, turn). */
  readonly turn: number;
  /** Steps passed without a task (splits, jumps) since the last one: `[step, path]`, for history. */
  readonly trail: readonly (readonly [string, string])[];
  /** Times each jump was taken. */
  readonly loops: { readonly [jump: string]: number };
  /** The path that the last task chose: a path id, `timeout`, `otherwise`, or an interrupt's id. */
  readonly path?: string;
  /** RFC 3339 UTC: when the wait that follows ends. */
  readonly until?: string;
  /** Express: which wake-up of the run this execution is. The row says where the run stands; another number means too late. */
  readonly generation?: number;
  /** Express, a state for each step: where the machine goes on; the row says it, and its first choice reads it. Absent: at the start. */
  readonly resumeAt?: string;
  /** Whole seconds to `until`, at least 1; for `TimeoutSeconds`. */
  readonly seconds?: number;
};

/** What a Task state passes to a task function (`Payload`). */
export type TaskRequest = {
  readonly contract: number;
  /** The steps to do, in order; all but `apply` take one. */
  readonly steps: readonly string[];
  readonly cursor: Cursor;
  /** Express, a state for each step: the state's own name, which the row keeps while the run is there. */
  readonly state?: string;
  /** The same: these steps begin a wait, and this is where the machine goes on when it is over. */
  readonly resumeAt?: string;
  /** Present on callback tasks: the task answers later through this token. */
  readonly token?: string;
  /**
   * Done in the same call after `steps`, in order, each as a turn of its own. The task answers the cursor after the last.
   * A refusal of `steps` is written down and does not keep the rest from happening.
   */
  readonly then?: readonly Carried[];
  /**
   * Only for `segment`, which has no `steps`: the node of the version's program to begin at. The task goes on from node to
   * node until one that is no task, and answers that one's name as the cursor's path. Absent in express, where the run's row
   * knows where to begin and nobody reads the answer.
   */
  readonly enter?: string;
  /** The run ends after these steps: `completed`, `exit` (the reason is in the step's content), or an exit rule's id. */
  readonly end?: string;
  /** On the failure path: what happened. */
  readonly error?: { readonly Error: string; readonly Cause: string };
};

/** What a task does besides: contact changes, the beginning of a plain wait, or the end of the run. */
export type Carried = {
  readonly do: 'apply' | 'park' | 'finish';
  readonly steps: readonly string[];
  readonly end?: string;
  /** As in `TaskRequest`. */
  readonly resumeAt?: string;
};

/** Names of the errors that cross the boundary between tasks and machine, and decide Retry and Catch. */
export const ERRORS = {
  /** Try again. */
  transient: 'Transient',
  /** Try again later. */
  throttled: 'Throttled',
  /** Never works: the step's failure path. */
  rejected: 'Rejected',
  /** Not before a time, which is the error's message (RFC 3339): wait, then the same state again. */
  deferred: 'Deferred',
  /** The run is over (stopped, moved, erased): end quietly. */
  left: 'Left',
} as const;
