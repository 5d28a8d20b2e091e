/**
 * Work that goes on after the answer to whoever asked for it: one row that says what was asked, how far it is, who is at work on it and
 * when somebody has to look again. Each step is saved over the row as it was read, so that of two at work on the same one stops, a
 * killed one goes on behind its last step, and a job whose row is gone is over. What a step does may therefore happen twice.
 */
import type { Condition } from '../../../workflow-compiler/language/condition.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IndexKeys, Item, Key, Store } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';

/** Contacts that a job is about: all of them, or those on a list, or those who meet a condition about the card. */
export type Who = { readonly list?: string; readonly condition?: Condition };

/** What was asked, and where each kind of job goes on; absent before the first step. */
export type Errand =
  | {
      readonly kind: 'export';
      readonly order: { readonly format: 'csv' | 'ndjson'; readonly who: Who };
      readonly place?: ExportPlace;
    }
  | {
      readonly kind: 'broadcast';
      readonly order: BroadcastOrder;
      /** Its parts are at work. */
      readonly place?: { readonly entered: number };
    }
  | {
      readonly kind: 'part';
      /** Of which broadcast, and which shard of the contacts. */
      readonly order: BroadcastOrder & { readonly of: string; readonly shard: number };
      readonly place?: PartPlace;
    }
  | { readonly kind: 'removal'; readonly order: { readonly by: string }; readonly place?: RemovalPlace };

export type BroadcastOrder = {
  readonly workflow: string;
  readonly who: Who;
  readonly spreadSeconds: number;
};

/** `after`: the page of contacts to read next. */
export type ExportPlace =
  | { readonly phase: 'names'; readonly names: readonly string[]; readonly after?: string }
  | {
      readonly phase: 'rows';
      readonly names: readonly string[];
      readonly parts: number;
      readonly after?: string;
    }
  | { readonly phase: 'join'; readonly parts: number }
  | { readonly phase: 'tidy'; readonly bytes: number }
  | { readonly phase: 'kept'; readonly bytes: number };

export type PartPlace =
  | { readonly phase: 'count'; readonly looked: number; readonly after?: string }
  /** `looked`: cards read to count those who are meant. `since`: when the first was let in, epoch milliseconds. */
  | {
      readonly phase: 'enter';
      readonly looked: number;
      readonly since: number;
      readonly entered: number;
      readonly after?: string;
    };

/** `pass`: how often the store has been gone through; `found`: how much was there in this pass; `calm`: nothing that was under way was left as it began. */
export type RemovalPlace = {
  readonly pass: number;
  readonly calm?: boolean;
  readonly found: number;
  readonly after?: string;
  readonly removed: { readonly [noun: string]: number };
};

export type JobKind = Errand['kind'];

/** `expired`: what it made is gone. */
export type JobState = 'running' | 'done' | 'failed' | 'cancelled' | 'expired';

export type Job = Errand & {
  readonly id: string;
  readonly tenant: TenantId;
  readonly state: JobState;
  /** Contacts, or items, so far and altogether. */
  readonly done: number;
  readonly total?: number;
  /** Why it failed. */
  readonly reason?: string;
  readonly createdAt: string;
  readonly endedAt?: string;
  /** When somebody has to look at it, ISO 8601; absent: never again. */
  readonly due?: string;
  readonly worker?: { readonly by: string; readonly until: number };
};

export type JobOf<K extends JobKind> = Extract<Job, { readonly kind: K }>;

/** A job as it was read. */
export type Held<J extends Job = Job> = { readonly job: J; readonly rev: number };

/** A job that nobody has begun, asked for at `createdAt`. */
export const freshJob = <E extends Errand>(
  errand: E,
  asked: { readonly id: string; readonly tenant: TenantId; readonly createdAt: string },
) => ({ ...errand, ...asked, state: 'running' as const, done: 0, due: asked.createdAt });

/** One partition for all tenants: jobs under way are few. */
const OPEN = 'jobs|open';
/** Longer than a step takes. */
const LEASE_MS = 5 * 60_000;

/** A removal outlives its tenant, so it stands outside: whoever asks later finds that there was one. */
const pkOf = ({ tenant, id, kind }: Pick<Job, 'tenant' | 'id' | 'kind'>): string =>
  kind === 'removal' ? `removal|${tenant}` : `${tenant}|job|${id}`;
const keyOf = (job: Pick<Job, 'tenant' | 'id' | 'kind'>): Key => ({ pk: pkOf(job), sk: 'job' });
const listPk = (tenant: TenantId, kind: JobKind): string => `${tenant}|${kind}s`;

function indexOf({ tenant, id, kind, createdAt, due }: Job): IndexKeys {
  return {
    ...(kind === 'removal' || kind === 'part'
      ? {}
      : { list: { pk: listPk(tenant, kind), sk: `${createdAt}#${id}` } }),
    ...(due === undefined ? {} : { flow: { pk: OPEN, sk: `${due}#${tenant}#${id}` } }),
  };
}

/** Only this file writes these items: taken on trust here. */
const heldOf = ({ body, rev }: Item): Held => ({ job: body as unknown as Job, rev });

/** `false`: there is one of this id already. */
export async function putJob(store: Store, job: Job, over?: Pick<Held, 'rev'>): Promise<boolean> {
  return (await save(store, job, over?.rev)) !== undefined;
}

async function save(store: Store, job: Job, rev: number | undefined): Promise<Held | undefined> {
  const when = rev === undefined ? 'absent' : { rev };
  const written = await store.write([
    { do: 'put', key: keyOf(job), body: JSON.parse(JSON.stringify(job)), index: indexOf(job), when },
  ]);
  return written.ok ? { job, rev: written.revs[0] ?? 0 } : undefined;
}

const isOf = <K extends JobKind>(job: Job, kind: K): job is JobOf<K> => job.kind === kind;

/** `undefined` when the tenant has none of this kind and id. */
export async function readJob<K extends JobKind>(
  store: Store,
  tenant: TenantId,
  kind: K,
  id: string,
): Promise<Held<JobOf<K>> | undefined> {
  const item = await store.get(keyOf({ tenant, kind, id }));
  if (item === undefined) return undefined;
  const { job, rev } = heldOf(item);
  return isOf(job, kind) ? { job, rev } : undefined;
}

/** Some of one kind, in the order asked; those that there are. */
export async function readJobs<K extends JobKind>(
  store: Store,
  tenant: TenantId,
  kind: K,
  ids: readonly string[],
): Promise<readonly JobOf<K>[]> {
  const items = await store.getMany(ids.map((id) => keyOf({ tenant, kind, id })));
  return items.flatMap((item) => (item === undefined ? [] : jobsOf([item], kind)));
}

const jobsOf = <K extends JobKind>(items: readonly Item[], kind: K): readonly JobOf<K>[] =>
  items.map((item) => heldOf(item).job).filter((job) => isOf(job, kind));

/** Newest first. */
export async function listJobs<K extends JobKind>(
  store: Store,
  tenant: TenantId,
  kind: K,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ readonly items: readonly JobOf<K>[]; readonly next?: string }> {
  const { items, next } = await store.queryIndex('list', listPk(tenant, kind), { reverse: true, ...page });
  const jobs = jobsOf(items, kind);
  return next === undefined ? { items: jobs } : { items: jobs, next };
}

/** Jobs that somebody has to look at by now, the longest due first, at most so many. */
export async function dueJobs(store: Store, now: number, limit: number): Promise<readonly Held[]> {
  const to = `${new Date(now).toISOString()}$`;
  return (await store.queryIndex('flow', OPEN, { limit, to })).items.map(heldOf);
}

/** When the first job is due that is not yet, epoch milliseconds. */
export async function nextDue(store: Store): Promise<number | undefined> {
  const { items } = await store.queryIndex('flow', OPEN, { limit: 1 });
  const due = items[0] === undefined ? undefined : heldOf(items[0]).job.due;
  return due === undefined ? undefined : Date.parse(due);
}

type Needs = { readonly store: Store; readonly clock: Clock };

/** `undefined`: somebody else is at work on it, or was faster. `by` names the worker, such as a random id. */
export async function takeJob({ store, clock }: Needs, held: Held, by: string): Promise<Held | undefined> {
  const { worker } = held.job;
  if (worker !== undefined && worker.by !== by && worker.until > clock.now()) return undefined;
  return save(store, { ...held.job, worker: { by, until: clock.now() + LEASE_MS } }, held.rev);
}

/** After a step, with the lease renewed. `undefined`: it was taken over, cancelled or removed. */
export async function keepJob({ store, clock }: Needs, held: Held, job: Job): Promise<Held | undefined> {
  const { worker } = job;
  const renewed =
    worker === undefined ? job : { ...job, worker: { ...worker, until: clock.now() + LEASE_MS } };
  return save(store, renewed, held.rev);
}

/** The last write of whoever worked on it. */
export async function releaseJob({ store }: Needs, held: Held, job: Job): Promise<void> {
  const { worker: _worker, ...rest } = job;
  await save(store, rest, held.rev);
}

/** Ends a job that runs, whoever is at work on it. `undefined`: there is none, or it has ended. */
export async function cancelJob<K extends JobKind>(
  { store, clock }: Needs,
  tenant: TenantId,
  kind: K,
  id: string,
): Promise<JobOf<K> | undefined> {
  for (;;) {
    const held = await readJob<JobKind>(store, tenant, kind, id);
    if (held === undefined || held.job.state !== 'running') return undefined;
    const { worker: _worker, due: _due, ...rest } = held.job;
    const job: Job = { ...rest, state: 'cancelled', endedAt: new Date(clock.now()).toISOString() };
    if (await putJob(store, job, held)) return isOf(job, kind) ? job : undefined;
  }
}

export async function removeJob(store: Store, job: Pick<Job, 'tenant' | 'id' | 'kind'>): Promise<boolean> {
  return (await store.write([{ do: 'delete', key: keyOf(job), when: 'present' }])).ok;
}
