/**
 * The worker of jobs: one at a time, in turn, the longest due first, beside everything else; then it sleeps until it is woken or the next is
 * due. What it is at is in the store, so after a kill the next start goes on where this one stopped.
 */
import { dueJobs, nextDue } from '../../functions/domain/job/job.ts';
import type { JobNeeds } from '../../functions/domain/job/step.ts';
import { workOn } from '../../functions/domain/job/work.ts';
import { openWorker, type Worker } from './worker.ts';

/** The folder has one process, so whoever was at work under this name before is dead. */
const HERE = 'this machine';
/** Who has had so long, in milliseconds, lets the others go first. */
const TURN_MS = 2000;
/** `setTimeout` takes no more; whoever wakes too early looks again. */
const LONGEST_MS = 2 ** 31 - 1;

export function openJobs(deps: JobNeeds): Worker {
  let timer: NodeJS.Timeout | undefined;
  const worker = openWorker({
    next: async () => {
      const [held] = await dueJobs(deps.store, deps.clock.now(), 1);
      if (held === undefined) await sleep();
      return held;
    },
    run: async (held, closing) => {
      const turn = performance.now() + TURN_MS;
      await workOn(deps, held, HERE, () => closing.aborted || performance.now() > turn);
    },
    failed: (error) => deps.log.error('a job stopped and will be tried again', { error: String(error) }),
  });
  const sleep = async (): Promise<void> => {
    const due = await nextDue(deps.store);
    clearTimeout(timer);
    if (due === undefined) return;
    timer = setTimeout(worker.wake, Math.min(Math.max(1, due - deps.clock.now()), LONGEST_MS));
    timer.unref();
  };
  return {
    wake: worker.wake,
    close: async () => {
      clearTimeout(timer);
      await worker.close();
      clearTimeout(timer);
    },
  };
}
