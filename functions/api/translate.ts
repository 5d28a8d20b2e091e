/** Errors of the layers below as problems. What is not listed is our fault: a 500 without particulars, which the log has. */
import { Throttled, Transient } from '../domain/run/errors.ts';
import { PageTokenInvalid, StoreUnavailable } from '../ports/store-errors.ts';
import { Problem } from './problem.ts';

/** `undefined`: unexpected, to be logged whole. */
export function translate(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof PageTokenInvalid) {
    return new Problem('invalid-cursor', 'Pass `after` exactly as `next` came, with the same filters.');
  }
  if (error instanceof StoreUnavailable) {
    return isFull(error)
      ? new Problem('storage-full', error.message)
      : new Problem('unavailable', error.message, { headers: { 'retry-after': '5' } });
  }
  // Another service of ours, Step Functions above all, cannot answer at the moment.
  if (error instanceof Transient || error instanceof Throttled) {
    return new Problem('unavailable', error.message, { headers: { 'retry-after': '5' } });
  }
  return undefined;
}

/** SQLite's code 13 (SQLITE_FULL) and the file system's ENOSPC, wherever in the chain of causes. */
function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('errcode' in error && error.errcode === 13) return true;
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return true;
  return isFull(error.cause);
}
