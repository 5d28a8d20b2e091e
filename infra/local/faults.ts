/**
 * The fault port: every commit of the process has a number, and a fault may strike before or after any of them. Kill
 * tests walk the numbers one by one, so that no boundary between two commits goes untried.
 */

/** `crash` ends the runtime as a kill would; `fail` makes the commit fail as a full disk would (before it only). */
export type Verdict = 'go' | 'crash' | 'fail';

export type Faults = {
  /** Asked before and after each commit; commits count from 1 in each opened database. */
  readonly at: (moment: 'before' | 'after', commit: number) => Verdict;
};

/** What calls on a crashed instance throw where they cannot simply stay silent for ever. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

export const noFaults: Faults = { at: () => 'go' };

/**
 * Crashes at one boundary. `crashed` resolves when it did.
 *
 * @example const faults = crashAt('before', 7); openDatabase({ folder, faults }); await faults.crashed;
 */
export function crashAt(moment: 'before' | 'after', commit: number): Faults & { crashed: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const at: Faults['at'] = (when, number) => {
    if (when !== moment || number !== commit) return 'go';
    resolve();
    return 'crash';
  };
  return { at, crashed: promise };
}

/** Lets the commits for which `fails` says so fail, the rest go. */
export function failWhere(fails: (commit: number) => boolean): Faults {
  return { at: (moment, commit) => (moment === 'before' && fails(commit) ? 'fail' : 'go') };
}

/** A real SIGKILL of this process before commit `SOJOURN_CRASH_AT_COMMIT`, for tests of the whole program. */
export function faultsFromEnvironment(env: { readonly [name: string]: string | undefined }): Faults {
  const commit = Number(env.SOJOURN_CRASH_AT_COMMIT);
  if (!Number.isInteger(commit) || commit < 1) return noFaults;
  return {
    at: (moment, number) => {
      if (moment === 'before' && number === commit) process.kill(process.pid, 'SIGKILL');
      return 'go';
    },
  };
}
