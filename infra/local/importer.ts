/**
 * The worker that imports: one file at a time, oldest first, beside everything else. What it is at is in the store, so after a
 * kill the next start goes on where this one stopped; asked to close, it stops between two pieces of the file.
 */
import { nextOpenJob } from '../../functions/domain/import/job.ts';
import { ImportStopped } from '../../functions/domain/import/progress.ts';
import { type ImportNeeds, runImport } from '../../functions/domain/import/run-job.ts';
import type { UnderWay } from './under-way.ts';
import { openWorker, type Worker } from './worker.ts';

export const openImporter = (deps: ImportNeeds, underWay: UnderWay): Worker =>
  openWorker({
    next: () => nextOpenJob(deps.store),
    run: (job, closing) =>
      underWay.during(() => runImport(deps, job, { stop: () => closing.aborted }), job.tenant),
    failed: (error) => {
      if (error instanceof ImportStopped) return;
      deps.log.error('an import stopped and will be tried again', { error: String(error) });
    },
  });
