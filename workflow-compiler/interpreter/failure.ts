// How a state fails: AWS's error names, the words of its causes, and which names a Retry or Catch means.

/** Thrown by a state while it runs; the transition turns it into Retry, Catch or the end of the execution. */
export class StateFailure extends Error {
  override name = 'StateFailure';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.cause ?? failure.error ?? '');
    this.failure = failure;
  }
}

export type Failure = {
  readonly error?: string;
  readonly cause?: string;
  /** Other names this failure answers to: a missed heartbeat is recorded as States.Timeout. */
  readonly also?: readonly string[];
  /** The cause begins with "An error occurred while executing the state …". */
  readonly located?: boolean;
  /** The field whose evaluation failed. */
  readonly field?: string;
};

/** An evaluation that failed, without the part of the cause that names the state: the transition adds it. */
export function queryFailure(detail: string, field: string): StateFailure {
  return new StateFailure({ error: 'States.QueryEvaluationError', cause: detail, located: true, field });
}

/** An error that AWS neither retries nor catches. */
export function runtimeFailure(detail: string): StateFailure {
  return new StateFailure({ error: 'States.Runtime', cause: detail, located: true });
}

export function tooLarge(state: string): StateFailure {
  const cause = `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StateFailure({ error: 'States.DataLimitExceeded', cause });
}

// Measured on AWS; its documents name the first alone.
const NO_FAILURE_OF_A_TASK = new Set(['States.Timeout', 'States.QueryEvaluationError']);

/** Whether one of the names in an ErrorEquals means this failure. */
export function matches(names: readonly string[], failure: Failure): boolean {
  const { error = '', also = [] } = failure;
  // Whoever names it: it always ends the execution.
  if (error === 'States.Runtime') return false;
  return names.some((name) => {
    if (name === error || also.includes(name)) return true;
    if (error === 'States.DataLimitExceeded') return false;
    if (name === 'States.ALL') return true;
    return name === 'States.TaskFailed' && !NO_FAILURE_OF_A_TASK.has(error);
  });
}

/** `{Error, Cause}` as Catch and `$states.errorOutput` see it. */
export function errorOutput(failure: Failure): { readonly Error: string; readonly Cause: string } {
  return { Error: failure.error ?? '', Cause: failure.cause ?? '' };
}
