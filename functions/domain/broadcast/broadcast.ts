/**
 * Letting many contacts into a workflow at once, as a job that is divided as contacts are, by shards, so that several workers may be
 * at it: it makes a part for each and ends when all have.
 */
import type { Store } from '../../ports/store.ts';
import { freshJob, type Job, type JobOf, putJob, readJobs } from '../job/job.ts';
import type { JobNeeds, Step } from '../job/step.ts';
import { contactListPks } from '../keys.ts';

type BroadcastJob = JobOf<'broadcast'>;

/** Between two looks at the parts, in milliseconds. */
const LOOK_MS = 1000;

export async function broadcastStep(deps: JobNeeds, job: BroadcastJob): Promise<Step> {
  const { kind, order } = job;
  if (job.place === undefined) {
    for (const part of partsOf(job)) await putJob(deps.store, part);
    return { errand: { kind, order, place: { entered: 0 } }, and: 'go on' };
  }
  const { running, reason, entered, ...counts } = await progressOf(deps.store, job);
  const errand = { kind, order, place: { entered } } as const;
  if (running) return { errand, ...counts, and: { wait: LOOK_MS } };
  if (reason === undefined) return { errand, ...counts, and: { state: 'done' } };
  return { errand, ...counts, and: { state: 'failed', reason } };
}

const partIds = ({ tenant, id }: Pick<Job, 'tenant' | 'id'>): readonly string[] =>
  contactListPks(tenant).map((_, shard) => `${id}-${shard}`);

function partsOf(job: BroadcastJob): readonly JobOf<'part'>[] {
  const { tenant, id, order, createdAt } = job;
  return partIds(job).map((part, shard) =>
    freshJob({ kind: 'part', order: { ...order, of: id, shard } }, { id: part, tenant, createdAt }),
  );
}

export type Progress = {
  readonly running: boolean;
  readonly done: number;
  /** Once all have counted. */
  readonly total?: number;
  readonly entered: number;
  /** Why the first of those that failed did. */
  readonly reason?: string;
};

/** How far all parts are together. */
export async function progressOf(store: Store, job: Pick<Job, 'tenant' | 'id'>): Promise<Progress> {
  const ids = partIds(job);
  const parts = await readJobs(store, job.tenant, 'part', ids);
  const sum = (of: (part: JobOf<'part'>) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const counted = parts.length === ids.length && parts.every(({ place }) => place?.phase === 'enter');
  const reason = parts.find(({ state }) => state === 'failed')?.reason;
  return {
    running: parts.length < ids.length || parts.some(({ state }) => state === 'running'),
    done: sum(({ done }) => done),
    ...(counted ? { total: sum(({ total = 0 }) => total) } : {}),
    entered: sum(({ place }) => (place?.phase === 'enter' ? place.entered : 0)),
    ...(reason === undefined ? {} : { reason }),
  };
}
