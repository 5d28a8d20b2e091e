/**
 * The worker of `/v1/simulations`: one job at a time, oldest first, in a thread beside the product. What it is at is in the
 * store, so after a kill the next start begins the interrupted one again.
 */
import type { Deps } from '../../../functions/deps.ts';
import {
  nextOpenSimulation,
  putReport,
  removeSimulation,
  type SimulationJob,
  saveSimulation,
} from '../../../functions/domain/simulation-job/job.ts';
import { openWorker, type Worker } from '../worker.ts';
import { doJob } from './job-work.ts';

type Needs = Pick<Deps, 'store' | 'clock' | 'log' | 'settings'>;

/** Progress is written at most this often, in milliseconds of the process's own clock. */
const TELL_MS = 500;

export const openSimulator = (deps: Needs): Worker =>
  openWorker({
    next: () => nextOpenSimulation(deps.store),
    run: (job, closing) => runJob(deps, job, closing),
    failed: (error, closing) => {
      if (closing.aborted) return;
      deps.log.error('a simulation stopped and will be tried again', { error: String(error) });
    },
  });

async function runJob(deps: Needs, job: SimulationJob, closing: AbortSignal): Promise<void> {
  const { store, clock } = deps;
  const removed = new AbortController();
  let told = performance.now();
  let telling: Promise<unknown> = Promise.resolve();
  let known = job;
  const progress = (simulated: number): void => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    telling = telling.then(async () => {
      if (!(await saveSimulation(store, { ...known, simulated }))) removed.abort();
    });
  };
  const counted = (contacts: number): void => {
    known = { ...job, contacts };
  };
  const ended = (): string => new Date(clock.now()).toISOString();
  try {
    const signal = AbortSignal.any([closing, removed.signal]);
    const report = await doJob(deps, job, { progress, counted, signal });
    await telling;
    await putReport(store, job, report);
    const { contacts = 0 } = known;
    const done: SimulationJob = { ...known, state: 'done', contacts, simulated: contacts, endedAt: ended() };
    // Removed at the last moment: its report goes, too.
    if (!(await saveSimulation(store, done))) await removeSimulation(store, job.tenant, job.id);
  } catch (error) {
    await telling;
    if (closing.aborted) throw error;
    if (removed.signal.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    deps.log.error('a simulation failed', { tenant: job.tenant, simulation: job.id, error: reason });
    await saveSimulation(store, { ...known, state: 'failed', reason, endedAt: ended() });
  }
}
