/**
 * The worker that imports: one file at a time, oldest first, beside everything else. What it is at is in the store, so after a
 * kill the next start goes on where this one stopped. A job that cannot go on (a full disk) is tried again later.
 */

import type { Deps } from '../../functions/deps.ts';
import { importRows } from '../../functions/domain/import/import-rows.ts';
import { type ImportJob, nextOpenJob, putJob } from '../../functions/domain/import/job.ts';
import { NOT_BEGUN, readProgress, writeProgress } from '../../functions/domain/import/progress.ts';
import { storeSink } from '../../functions/domain/import/refused.ts';
import type { Files } from '../../functions/ports/files.ts';

export type Importer = {
  /** There may be a job to do. */
  readonly wake: () => void;
  /** Stops between two pieces of the file; the rest is for the next start. */
  readonly close: () => Promise<void>;
};

type Needs = Pick<Deps, 'store' | 'clock' | 'ids' | 'log'> & { readonly files: Files };

class Stopped extends Error {
  override readonly name = 'Stopped';
}

const RETRY_MS = 5000;

export function openImporter(deps: Needs): Importer {
  let life: 'open' | 'closing' = 'open';
  let working: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  const loop = async (): Promise<void> => {
    do {
      again = false;
      for (;;) {
        const job = await nextOpenJob(deps.store);
        if (job === undefined || life === 'closing') break;
        await runJob(deps, job, () => life === 'closing');
      }
    } while (again && life === 'open');
  };

  const wake = (): void => {
    again = true;
    if (working !== undefined || life === 'closing') return;
    working = loop()
      .catch((error: unknown) => {
        again = false;
        if (error instanceof Stopped) return;
        deps.log.error('an import stopped and will be tried again', { error: String(error) });
        if (life === 'open') timer = setTimeout(wake, RETRY_MS);
      })
      .finally(() => {
        working = undefined;
        // Told between the last look and here.
        if (again) wake();
      });
  };

  return {
    wake,
    close: async () => {
      life = 'closing';
      clearTimeout(timer);
      await working;
    },
  };
}

async function runJob(deps: Needs, job: ImportJob, stopped: () => boolean): Promise<void> {
  const { store, clock, ids, files } = deps;
  const source = await files.read(job.file);
  if (source === undefined) await lost(deps, job);
  else {
    await importRows(
      untilStopped(source, stopped),
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
  stopped: () => boolean,
): AsyncGenerator<Buffer> {
  for await (const part of source) {
    if (stopped()) throw new Stopped();
    yield Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  }
}
