/**
 * A worker beside everything else: one job at a time, as the store has them, until none is left; then it sleeps until it is
 * woken. A job that cannot go on (a full disk) is tried again later; what is open at the end is for the next start.
 */

export type Worker = {
  /** There may be a job to do. */
  readonly wake: () => void;
  /** Asks the job under way to stop, and waits for that. */
  readonly close: () => Promise<void>;
};

export type WorkerOptions<J> = {
  readonly next: () => Promise<J | undefined>;
  /** Throws when the job stays open: because `closing` was asked, or because it cannot go on now. */
  readonly run: (job: J, closing: AbortSignal) => Promise<void>;
  /** Told what `next` or `run` threw. */
  readonly failed: (error: unknown, closing: AbortSignal) => void;
};

const RETRY_MS = 5000;

export function openWorker<J>({ next, run, failed }: WorkerOptions<J>): Worker {
  const closing = new AbortController();
  const { signal } = closing;
  let working: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  const loop = async (): Promise<void> => {
    do {
      again = false;
      for (;;) {
        const job = signal.aborted ? undefined : await next();
        if (job === undefined || signal.aborted) break;
        await run(job, signal);
      }
    } while (again && !signal.aborted);
  };

  const wake = (): void => {
    again = true;
    if (working !== undefined || signal.aborted) return;
    working = loop()
      .catch((error: unknown) => {
        again = false;
        failed(error, signal);
        if (!signal.aborted) timer = setTimeout(wake, RETRY_MS);
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
      closing.abort();
      clearTimeout(timer);
      await working;
    },
  };
}
