/**
 * Removes a tenant whole, as a job of the operator. First nobody gets in any more and its workflows stop; then the store is gone
 * through, item by item, and what hangs on an item outside the store goes with it: executions and timers of runs, machines of versions,
 * hashes of keys. It is gone through until a pass that began after everything under way had ended finds nothing; so whatever was
 * written meanwhile goes, too, and a job that was killed begins its pass where it stood. What stays is the job itself: who was removed,
 * when, by which key, and how much.
 */
import type { Deps } from '../../deps.ts';
import { pages } from '../../ports/pages.ts';
import type { Item, Key, Store } from '../../ports/store.ts';
import type { TenantId } from '../ids.ts';
import { freshJob, type Held, type JobOf, putJob, type RemovalPlace, readJob } from '../job/job.ts';
import type { JobNeeds, Step } from '../job/step.ts';
import { executionName } from '../run/enrol.ts';
import { ownerOf, RUN } from '../run/keys.ts';
import { asRun, type RunRow } from '../run/row.ts';
import { VERSION } from '../workflow/keys.ts';
import { stopWorkflow } from '../workflow/lifecycle.ts';
import { readVersion } from '../workflow/pinned.ts';
import { listWorkflows } from '../workflow/read.ts';
import { asVersion } from '../workflow/row.ts';
import { listKeys, removeKey } from './api-key.ts';
import { apiKeysOf, tenantKey } from './keys.ts';

type RemovalJob = JobOf<'removal'>;

/** A tenant has one removal at most. */
const ID = 'removal';
const PAGE = 100;
/** Items removed side by side. */
const TOGETHER = 64;

export const readRemoval = (store: Store, tenant: TenantId): Promise<Held<RemovalJob> | undefined> =>
  readJob(store, tenant, 'removal', ID);

/** Begins to remove a tenant, and locks it out at once; the removal under way where there is one. `by`: the id of the key that asked. */
export async function beginRemoval(
  deps: Pick<Deps, 'store' | 'clock'>,
  tenant: TenantId,
  by: string,
): Promise<RemovalJob> {
  const before = await readRemoval(deps.store, tenant);
  if (before?.job.state === 'running') return before.job;
  const createdAt = new Date(deps.clock.now()).toISOString();
  const job = freshJob({ kind: 'removal', order: { by } }, { id: ID, tenant, createdAt });
  if (!(await putJob(deps.store, job, before))) return beginRemoval(deps, tenant, by);
  await lockOut(deps.store, tenant);
  return job;
}

/** Its keys open nothing any more; nor do tokens of people, whose tenant there is no more. */
async function lockOut(store: Store, tenant: TenantId): Promise<void> {
  await store.write([{ do: 'delete', key: tenantKey(tenant) }]);
  for (;;) {
    const { items } = await listKeys(store, tenant, PAGE);
    if (items.length === 0) return;
    for (const { id } of items) await removeKey(store, tenant, id);
  }
}

export async function removalStep(deps: JobNeeds, job: RemovalJob): Promise<Step> {
  const { tenant, order, place } = job;
  const at = (next: RemovalPlace) => ({ kind: 'removal', order, place: next }) as const;
  const left = (): number => deps.leftOver(tenant, Date.parse(job.createdAt));
  if (place === undefined) {
    await lockOut(deps.store, tenant);
    await stopAll(deps, tenant);
    return { errand: at({ pass: 1, found: 0, removed: {} }), and: 'go on' };
  }
  const calm = place.after === undefined ? left() === 0 : place.calm === true;
  const page = await deps.store.walk(`${tenant}|`, place.after);
  // Runs still ask the versions of their workflows which machine they are in.
  const gone = place.pass === 1 ? page.items.filter((item) => nounOf(item) !== 'workflow') : page.items;
  for (let from = 0; from < gone.length; from += TOGETHER) {
    await Promise.all(gone.slice(from, from + TOGETHER).map((item) => dispose(deps, tenant, item)));
  }
  const removed = { ...place.removed };
  for (const item of gone) removed[nounOf(item)] = (removed[nounOf(item)] ?? 0) + 1;
  const done = job.done + gone.length;
  const next = { ...place, calm, found: place.found + page.items.length, removed };
  if (page.next !== undefined) return { errand: at({ ...next, after: page.next }), done, and: 'go on' };
  await deps.files.removeAll(tenant);
  const { after: _after, ...over } = next;
  if (over.found === 0 && calm) return { errand: at(over), done, total: done, and: { state: 'done' } };
  const again = at({ ...over, pass: place.pass + 1, found: 0 });
  const wait = over.found > 0 ? 0 : left();
  return { errand: again, done, and: wait === 0 ? 'go on' : { wait } };
}

async function stopAll(deps: Deps, tenant: TenantId): Promise<void> {
  const all = pages((after) => listWorkflows(deps.store, tenant, { limit: PAGE, ...after }));
  for await (const { items } of all)
    for (const { name, state } of items)
      if (state === 'started') await stopWorkflow(deps, tenant, name, 'exit');
}

const nounOf = ({ pk }: Key): string => pk.split('|')[1] ?? '';

async function dispose(deps: Deps, tenant: TenantId, item: Item): Promise<void> {
  const { pk, sk } = item;
  if (pk === apiKeysOf(tenant)) {
    await removeKey(deps.store, tenant, sk);
    return;
  }
  if (nounOf(item) === 'contact' && sk.startsWith(RUN)) await endRun(deps, tenant, asRun(item));
  if (nounOf(item) === 'workflow' && sk.startsWith(VERSION))
    await deps.machines.remove(asVersion(item).machine);
  await deps.store.write([{ do: 'delete', key: { pk, sk } }]);
}

const OPEN: ReadonlySet<RunRow['state']> = new Set(['running', 'waiting', 'held']);

/** So that nothing wakes for a run that is gone: the execution it waits in, or its timer. */
async function endRun(deps: Deps, tenant: TenantId, row: RunRow): Promise<void> {
  if (!OPEN.has(row.state)) return;
  const owner = ownerOf({ tenant, contact: row.contact });
  const version = await readVersion(deps.store, tenant, row.workflow, row.version);
  if (version === undefined) return;
  if (version.placement === 'express') await deps.timers.set([{ ...owner, run: row.run }]);
  else await deps.machines.stop(version.machine, executionName(row.run), 'The tenant was removed.');
}
