/** Jobs worked on by hand, over the embedded runtime of a story's world: all that is due, now, by this worker. */
import { join } from 'node:path';
import type { Who } from '../../functions/domain/job/job.ts';
import { dueJobs, type Job, putJob } from '../../functions/domain/job/job.ts';
import type { JobNeeds } from '../../functions/domain/job/step.ts';
import { workOn } from '../../functions/domain/job/work.ts';
import { pages } from '../../functions/ports/pages.ts';
import type { Store } from '../../functions/ports/store.ts';
import { openFiles } from '../../infra/local/files.ts';
import { tenant, type World } from '../stories/world.ts';

export function needsOf({ runtime }: World, dir: string, leftOver: JobNeeds['leftOver'] = () => 0): JobNeeds {
  return { ...runtime.deps, files: openFiles(join(dir, 'files')), leftOver };
}

/** Until nothing is due at this moment. Throws what a job throws. */
export async function work(needs: JobNeeds, by = 'here'): Promise<void> {
  for (;;) {
    const [held] = await dueJobs(needs.store, needs.clock.now(), 1);
    if (held === undefined) return;
    await workOn(needs, held, by, () => false);
  }
}

/** The same, and what those who look now and then find a moment later. */
export async function workToEnd(needs: JobNeeds, { advanceTo }: World): Promise<void> {
  for (let look = 0; look < 3; look += 1) {
    await work(needs);
    await advanceTo(needs.clock.now() + 2000);
  }
}

/** Everything under a tenant's prefix, as `pk sk`. */
export async function allOf(store: Store, prefix: string): Promise<readonly string[]> {
  const met: string[] = [];
  for await (const { items } of pages(({ after }) => store.walk(prefix, after)))
    met.push(...items.map(({ pk, sk }) => `${pk} ${sk}`));
  return met;
}

export const exportOf = (id: string, format: 'csv' | 'ndjson', who: Who, now: number): Job => ({
  ...newJob(id, now),
  kind: 'export',
  order: { format, who },
});

export const broadcastOf = (id: string, workflow: string, who: Who, now: number, spreadSeconds = 0): Job => ({
  ...newJob(id, now),
  kind: 'broadcast',
  order: { workflow, who, spreadSeconds },
});

function newJob(id: string, now: number) {
  const at = new Date(now).toISOString();
  return { id, tenant, state: 'running', done: 0, createdAt: at, due: at } as const;
}

/** A store that dies at its n-th write, after it was done or before, and stays dead. */
export function dyingAt(store: Store, write: number, moment: 'before' | 'after'): Store {
  let writes = 0;
  const dead = (): never => {
    throw new Error('killed');
  };
  return {
    ...store,
    write: async (asked) => {
      writes += 1;
      if (writes > write || (writes === write && moment === 'before')) return dead();
      const done = await store.write(asked);
      return writes === write ? dead() : done;
    },
  };
}

export async function put(needs: JobNeeds, job: Job): Promise<void> {
  if (!(await putJob(needs.store, job))) throw new Error(`there is a job ${job.id} already`);
}
