/**
 * The worker that imports: one file at a time, oldest first, beside everything else. What it is at is in the store, so after a
 * kill the next start goes on where this one stopped; asked to close, it stops between two pieces of the file.
 */

import type { Deps } from '../../functions/deps.ts';
import { importRows } from '../../functions/domain/import/import-rows.ts';
import { type ImportJob, nextOpenJob, putJob } from '../../functions/domain/import/job.ts';
import { NOT_BEGUN, readProgress, writeProgress } from '../../functions/domain/import/progress.ts';
import { storeSink } from '../../functions/domain/import/refused.ts';
import type { Files } from '../../functions/ports/files.ts';
import { openWorker, type Worker } from './worker.ts';

type Needs = Pick<Deps, 'store' | 'clock' | 'ids' | 'log'> & { readonly files: Files };

class Stopped extends Error {
  override readonly name = 'Stopped';
}

export const openImporter = (deps: Needs): Worker =>
  openWorker({
    next: () => nextOpenJob(deps.store),
    run: (job, closing) => runJob(deps, job, closing),
    failed: (error) => {
      if (error instanceof Stopped) return;
      deps.log.error('an import stopped and will be tried again', { error: String(error) });
    },
  });

async function runJob(deps: Needs, job: ImportJob, closing: AbortSignal): Promise<void> {
  const { store, clock, ids, files } = deps;
  const source = await files.read(job.file);
  if (source === undefined) await lost(deps, job);
  else {
    await importRows(
      untilStopped(source, closing),
      { tenant: job.tenant, id: job.id, format: job.format, ...job.options },
      { store, clock, ids, refused: storeSink(store, job.tenant, job.id) },
    );
  }
  await putJob(store, { ...job, endedAt: new Date(clock.now()).toISOString() });
  await files.remove(job.file);
}

async function lost({ store }: Needs, job: ImportJob): Promise<void> {
  const before = (await readProgress(store, job.tenant, job.id)) ?? NOT_BEGUN;
  if (before.state !== 'running') return;
  const reason = 'The uploaded file is gone.';
  await writeProgress(store, job.tenant, job.id, { ...before, state: 'failed', reason });
}

async function* untilStopped(
  source: AsyncIterable<Uint8Array>,
  closing: AbortSignal,
): AsyncGenerator<Buffer> {
  for await (const part of source) {
    if (closing.aborted) throw new Stopped();
    yield Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  }
}
