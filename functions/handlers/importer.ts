/**
 * Work: imports that wait, oldest first, until none is left or the time is up; the next call goes on with what stays open. Several
 * calls at once work on different imports. On one machine a worker takes its place.
 */
import { type ImportJob, openJobs } from '../domain/import/job.ts';
import { takeLease } from '../domain/import/lease.ts';
import { ImportStopped } from '../domain/import/progress.ts';
import { type ImportNeeds, runImport } from '../domain/import/run-job.ts';

/** Less than the function's fifteen minutes, by more than a chunk. */
const WORK_MS = 12 * 60_000;
/** Looked at in one call, so that many who are busy do not hide one who waits. */
const MOST = 100;

export const create =
  (deps: ImportNeeds, workMs = WORK_MS) =>
  async (): Promise<void> => {
    const end = deps.clock.now() + workMs;
    const by = deps.ids.random();
    for (const job of await openJobs(deps.store, MOST)) {
      if (deps.clock.now() >= end) return;
      await work(deps, job, by, end);
    }
  };

async function work(deps: ImportNeeds, job: ImportJob, by: string, end: number): Promise<void> {
  const lease = await takeLease(deps, job, by);
  if (lease === undefined) return;
  const late = (): boolean => deps.clock.now() >= end;
  const kept = async (): Promise<void> => {
    if (late() || !(await lease.renew())) throw new ImportStopped();
  };
  try {
    await runImport(deps, job, { stop: late, kept });
  } catch (error) {
    if (!(error instanceof ImportStopped))
      deps.log.error('an import stopped and will be tried again', { import: job.id, error: String(error) });
  } finally {
    await lease.release();
  }
}
