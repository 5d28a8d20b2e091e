/** One job, step by step, until it is over, has to wait, or the worker is asked to stop. */
import { broadcastStep } from '../broadcast/broadcast.ts';
import { partStep } from '../broadcast/part.ts';
import { exportStep } from '../export/export.ts';
import { removalStep } from '../tenant/remove.ts';
import { type Held, type Job, keepJob, releaseJob, takeJob } from './job.ts';
import type { JobNeeds, Step } from './step.ts';

/** `false`: somebody else is at work on it. */
export async function workOn(deps: JobNeeds, found: Held, by: string, stop: () => boolean): Promise<boolean> {
  let held = await takeJob(deps, found, by);
  if (held === undefined) return false;
  while (held !== undefined) {
    const { job } = held;
    const step = stop() ? undefined : await stepOf(deps, job);
    const next = step === undefined ? job : after(job, step, deps.clock.now());
    if (step?.and === 'go on') held = await keepJob(deps, held, next);
    else {
      await releaseJob(deps, held, next);
      return true;
    }
  }
  return true;
}

async function stepOf(deps: JobNeeds, job: Job): Promise<Step> {
  switch (job.kind) {
    case 'export':
      return exportStep(deps, job);
    case 'broadcast':
      return broadcastStep(deps, job);
    case 'part':
      return partStep(deps, job);
    case 'removal':
      return removalStep(deps, job);
  }
}

/** The job as it is after a step; `now` in epoch milliseconds. */
function after(job: Job, { errand, and, ...counts }: Step, now: number): Job {
  const { kind: _kind, order: _order, place: _place, due: _due, ...rest } = job;
  const iso = (at: number): string => new Date(at).toISOString();
  const moved = { ...rest, ...counts };
  if (and === 'go on') return { ...moved, ...errand, due: iso(now) };
  if ('wait' in and) return { ...moved, ...errand, due: iso(now + and.wait) };
  const { state, reason, again } = and;
  return {
    ...moved,
    ...errand,
    state,
    endedAt: job.endedAt ?? iso(now),
    ...(reason === undefined ? {} : { reason }),
    ...(again === undefined ? {} : { due: iso(now + again) }),
  };
}
