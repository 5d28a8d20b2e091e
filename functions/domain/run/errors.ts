/**
 * The closed family of failures that may cross the boundary between a task and its state machine. The class's `name` is
 * the error name that the machine's Retry and Catch look at; any other error is a bug of ours and ends the run as failed.
 */
import { ERRORS } from '../../../workflow-compiler/cursor.ts';
import { StoreUnavailable } from '../../ports/store-errors.ts';

/** Did not work now: the machine tries again within minutes. */
export class Transient extends Error {
  override readonly name = ERRORS.transient;
}

/** Somebody asked us to slow down: the machine tries again later. */
export class Throttled extends Error {
  override readonly name = ERRORS.throttled;
}

/** Never works for this contact. Thrown by the settle frame alone, after the turn was written: the machine counts it as settled. */
export class Rejected extends Error {
  override readonly name = ERRORS.rejected;
}

/** Not before a moment, which is the whole message (RFC 3339, UTC): the machine waits and comes to the same task again. */
export class Deferred extends Error {
  override readonly name = ERRORS.deferred;
  constructor(until: string) {
    super(until);
  }
}

/** The run is over or belongs to somebody else by now: the machine ends quietly. */
export class Left extends Error {
  override readonly name = ERRORS.left;
}

/** This task is not done by whom it was asked of. Never told to a machine: whoever asks starts an execution. */
export class Elsewhere extends Error {
  override readonly name = 'Elsewhere';
}

/** A store that cannot be written right now is no reason to fail a run: told to the machine as `Transient`. */
export async function crossing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreUnavailable) throw new Transient(error.message);
    throw error;
  }
}

/** As much of what somebody said as a run's row keeps. */
export const shortly = (why: string): string => why.slice(0, 200);
