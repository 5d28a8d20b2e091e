/** Starting, stopping and removing a workflow. Each moves the routing generation in the same write, so that it takes effect at once. */
import type { Deps } from '../../deps.ts';
import type { Write } from '../../ports/store.ts';
import { clear } from '../clear.ts';
import type { TenantId } from '../ids.ts';
import { insideOf } from '../report/counts.ts';
import { workflowKey } from './keys.ts';
import { makeAgain } from './machine.ts';
import { readVersion } from './pinned.ts';
import { listVersions, readWorkflow, workflowIndex } from './read.ts';
import { forgetMarks, markOf, retirementWrite, unmark } from './retire.ts';
import { bump } from './routing.ts';
import type { WorkflowRow } from './row.ts';
import { scheduleWrites } from './schedule.ts';

export type Moved =
  | { readonly outcome: 'absent' }
  /** There is no such version, or none was published. */
  | { readonly outcome: 'unpublished' }
  /** Its machine is being removed at this moment; in a minute it can be made again. */
  | { readonly outcome: 'retiring' }
  | { readonly outcome: 'moved'; readonly row: WorkflowRow };

/** Takes entries into `version` (the latest unless said) from now on. Runs inside stay on theirs. */
export async function startWorkflow(
  deps: Deps,
  tenant: TenantId,
  name: string,
  version?: number,
): Promise<Moved> {
  for (;;) {
    const found = await readWorkflow(deps.store, tenant, name);
    if (found === undefined) return { outcome: 'absent' };
    const live = version ?? found.row.latest;
    const row = await readVersion(deps.store, tenant, name, live);
    if (row === undefined) return { outcome: 'unpublished' };
    const { inside: _inside, ...rest } = found.row;
    const mark = await markOf(deps.store, tenant, name, live);
    if (mark === 'removing') return { outcome: 'retiring' };
    if (mark === 'retired') await makeAgain(deps, tenant, name, live);
    const back = mark === undefined ? [] : await unmark(deps.store, tenant, name, live);
    const dates = await scheduleWrites(deps.store, tenant, row, deps.clock.now());
    const moved = await put(deps, tenant, found.rev, { ...rest, state: 'started', live }, [
      ...back,
      ...dates,
    ]);
    if (moved !== undefined) return { outcome: 'moved', row: moved };
  }
}

/** Takes no more entries. `exit`: runs inside leave at their next step; `finish`: they go on. */
export async function stopWorkflow(
  deps: Deps,
  tenant: TenantId,
  name: string,
  inside: 'exit' | 'finish' = 'finish',
): Promise<Moved> {
  for (;;) {
    const found = await readWorkflow(deps.store, tenant, name);
    if (found === undefined) return { outcome: 'absent' };
    if (found.row.latest === 0) return { outcome: 'unpublished' };
    const { live: _live, ...rest } = found.row;
    const moved = await put(deps, tenant, found.rev, { ...rest, state: 'stopped', inside }, []);
    if (moved !== undefined) return { outcome: 'moved', row: moved };
  }
}

export type Removed = { readonly outcome: 'absent' | 'open' | 'started' | 'removed' };

/** Removes a workflow that is not started and has no runs inside, with its versions and machines. Run histories stay with their contacts. */
export async function removeWorkflow(deps: Deps, tenant: TenantId, name: string): Promise<Removed> {
  const { store, machines } = deps;
  const found = await readWorkflow(store, tenant, name);
  if (found === undefined) return { outcome: 'absent' };
  if (found.row.state === 'started') return { outcome: 'started' };
  const { items } = await listVersions(store, tenant, name, { limit: 1000 });
  for (const { version } of items) {
    if ((await insideOf(store, tenant, name, version)) > 0) return { outcome: 'open' };
  }
  for (const { machine } of items) await machines.remove(machine);
  const key = workflowKey(tenant, name);
  // The number of the last version stays behind, so that a workflow of the same name never gives one out again.
  const { live: _live, inside: _inside, ...rest } = found.row;
  const body: WorkflowRow = { ...rest, state: 'draft', latest: 0, removed: true };
  const written = await store.write([
    { do: 'put', key, body, when: { rev: found.rev } },
    bump(tenant),
    forgetMarks(tenant, name),
  ]);
  if (!written.ok) return removeWorkflow(deps, tenant, name);
  await clear(store, key.pk, { except: key.sk });
  return { outcome: 'removed' };
}

async function put(
  deps: Deps,
  tenant: TenantId,
  rev: number,
  row: WorkflowRow,
  more: readonly Write[],
): Promise<WorkflowRow | undefined> {
  const moved: WorkflowRow = { ...row, updatedAt: new Date(deps.clock.now()).toISOString() };
  const written = await deps.store.write([
    {
      do: 'put',
      key: workflowKey(tenant, row.name),
      body: moved,
      index: workflowIndex(tenant, row.name),
      when: { rev },
    },
    bump(tenant),
    // With one version nothing drains.
    ...(row.latest > 1 ? [retirementWrite(tenant, row.name, deps.clock.now())] : []),
    ...more,
  ]);
  return written.ok ? moved : undefined;
}
