/**
 * One import from where it stands to its end, or until it is asked to stop: what it is at is in the store, so that whoever
 * comes next goes on behind the last chunk; of two at work on the same, one stops at its next chunk.
 */
import type { Deps } from '../../deps.ts';
import type { Files } from '../../ports/files.ts';
import { importRows } from './import-rows.ts';
import { type ImportJob, putJob } from './job.ts';
import { ImportStopped, readProgress, writeProgress } from './progress.ts';
import { storeSink } from './refused.ts';

export type ImportNeeds = Pick<Deps, 'store' | 'clock' | 'ids' | 'log'> & { readonly files: Files };

export type Watch = {
  /** Asked between two pieces of the file. */
  readonly stop: () => boolean;
  /** After each chunk. What it throws stops the import. */
  readonly kept?: () => Promise<void>;
};

/** Throws `ImportStopped` when asked to stop, and what the store throws. */
export async function runImport(deps: ImportNeeds, job: ImportJob, watch: Watch): Promise<void> {
  const { store, clock, ids, files } = deps;
  const source = await files.read(job.file);
  if (source === undefined) await lost(deps, job);
  else {
    await importRows(
      untilStopped(source, watch.stop),
      { tenant: job.tenant, id: job.id, format: job.format, ...job.options },
      {
        store,
        clock,
        ids,
        refused: storeSink(store, job.tenant, job.id),
        ...(watch.kept === undefined ? {} : { onProgress: watch.kept }),
      },
    );
  }
  await putJob(store, { ...job, endedAt: new Date(clock.now()).toISOString() });
  await files.remove(job.file);
}

async function lost({ store }: ImportNeeds, job: ImportJob): Promise<void> {
  const { progress, rev } = await readProgress(store, job.tenant, job.id);
  if (progress.state !== 'running') return;
  const reason = 'The uploaded file is gone.';
  await writeProgress(store, job.tenant, job.id, { ...progress, state: 'failed', reason }, rev);
}

async function* untilStopped(source: AsyncIterable<Uint8Array>, stop: () => boolean): AsyncGenerator<Buffer> {
  for await (const part of source) {
    if (stop()) throw new ImportStopped();
    yield Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  }
}
