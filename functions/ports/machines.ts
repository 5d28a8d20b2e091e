/**
 * State machines and their executions: Step Functions on AWS, the interpreter's host on one machine.
 * A machine is immutable once created; an execution's name is unique within its machine.
 */
import type { Placement } from '../../workflow-compiler/artifact.ts';
import type { Json } from '../../workflow-compiler/language/json.ts';
import type { Write, Written } from './store.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Whose machine it is: where each machine is billed apart, its costs are told by them. */
export type MachineLabels = { readonly tenant: string; readonly workflow: string };

export type Machines = {
  /** Standard unless said. An Express machine starts again under a name that was used, keeps no history and answers no `status`. Creates a machine from the text of its definition; the same name and text again gives the same ARN. Throws `Rejected` with the problems of an invalid text. */
  readonly create: (
    name: string,
    definition: string,
    placement?: Placement,
    labels?: MachineLabels,
  ) => Promise<string>;
  readonly remove: (machine: string) => Promise<void>;
  /**
   * `exists` when an execution of this name was started before, whatever became of it: that counts as started. `later` when too
   * many are started at once, or open: whoever asked has left a row that is due, and the sweeper asks again.
   */
  readonly start: (machine: string, name: string, input: Json) => Promise<'started' | 'exists' | 'later'>;
  /**
   * Writes and, if they are written, starts the execution, in one commit. Absent where a home keeps rows and executions apart: who
   * wrote the row starts the execution after it.
   */
  readonly startWith?: (
    writes: readonly Write[],
    machine: string,
    name: string,
    input: Json,
  ) => Promise<Written>;
  /** Answers a callback task. `gone`: the token is no longer waited for (timed out, answered, ended). */
  readonly succeed: (token: string, output: Json) => Promise<'done' | 'gone'>;
  readonly fail: (token: string, error: string, cause: string) => Promise<'done' | 'gone'>;
  readonly stop: (machine: string, name: string, cause: string) => Promise<void>;
  /** `undefined` when no such execution is known. */
  readonly status: (machine: string, name: string) => Promise<ExecutionStatus | undefined>;
};
