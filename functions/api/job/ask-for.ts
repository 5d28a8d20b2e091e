/** Keeps a job that somebody asks for, and wakes whoever works on it. */
import type { TenantId } from '../../domain/ids.ts';
import { type Errand, freshJob, putJob } from '../../domain/job/job.ts';
import type { ApiDeps } from '../deps.ts';

/** `letter`: what ids of the kind begin with. */
export async function askFor<E extends Errand>(
  { store, ids, clock, wakeJobs }: ApiDeps,
  tenant: TenantId,
  errand: E,
  letter: string,
) {
  const createdAt = new Date(clock.now()).toISOString();
  const job = freshJob(errand, { id: `${letter}${ids.random()}`, tenant, createdAt });
  await putJob(store, job);
  wakeJobs();
  return job;
}
