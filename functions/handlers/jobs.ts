/**
 * Work: jobs that are due, one after the other, until none is left or the time is up; the next call goes on with what stays open. Several
 * calls at once work on different jobs. On one machine a worker takes its place.
 */
import { dueJobs } from '../domain/job/job.ts';
import type { JobNeeds } from '../domain/job/step.ts';
import { workOn } from '../domain/job/work.ts';

/** Less than the function's fifteen minutes, by more than a step. */
const WORK_MS = 12 * 60_000;
/** Looked at in one call, so that many who are busy do not hide one who waits. */
const MOST = 100;

export const create =
  (deps: JobNeeds, workMs = WORK_MS) =>
  async (): Promise<void> => {
    const end = deps.clock.now() + workMs;
    const by = deps.ids.random();
    const late = (): boolean => deps.clock.now() >= end;
    /** Not in this call again. */
    const failed = new Set<string>();
    // A job may make others: looked at again until there is nothing that somebody else is not at.
    for (let worked = true; worked; ) {
      worked = false;
      for (const held of await dueJobs(deps.store, deps.clock.now(), MOST)) {
        const { tenant, kind, id } = held.job;
        const name = `${tenant}|${kind}|${id}`;
        if (late()) return;
        if (failed.has(name)) continue;
        try {
          worked = (await workOn(deps, held, by, late)) || worked;
        } catch (error) {
          failed.add(name);
          const what = { tenant, kind, job: id, error: String(error) };
          deps.log.error('a job stopped and will be tried again', what);
        }
      }
    }
  };
