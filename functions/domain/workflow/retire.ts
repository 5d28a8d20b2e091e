/**
 * Machines of drained versions go: an account holds 100,000, and deletes one a second. A version is drained when it is neither
 * live nor the latest, nobody is inside, and the workflow has not been started or stopped for a day, by when whoever was let in
 * before is counted. Its definition and the texts of its machine stay, so that it can be started again.
 *
 * A machine is marked before it is removed, in one write with the workflow's row, which a start writes too: of a retirement and a
 * start at the same moment one looks again.
 */
import { isJsonObject, type Json } from '../../../workflow-compiler/language/json.ts';
import type { Deps } from '../../deps.ts';
import type { Item, Key, Store, Write } from '../../ports/store.ts';
import { isTenantId, type TenantId } from '../ids.ts';
import { insideOf } from '../report/counts.ts';
import { duePk } from '../run/keys.ts';
import { workflowKey } from './keys.ts';
import { listVersions, readWorkflow, workflowIndex } from './read.ts';

/** `removing`: marked, and perhaps removed. `retired`: there is no machine. */
type Mark = 'removing' | 'retired';

const DAY_MS = 86_400_000;
/** Who is put off for the sake of others comes again this much later. */
const LATER_MS = 3_600_000;
const VERSIONS = 1000;

const pkOf = (tenant: TenantId, workflow: string): string => `${tenant}|retire|${workflow}`;
const marksKey = (tenant: TenantId, workflow: string): Key => ({ pk: pkOf(tenant, workflow), sk: 'marks' });

export const isRetirement = ({ pk }: Key): boolean => pk.split('|')[1] === 'retire';

/** Has the sweeper look at the versions of a workflow, a day after `now` (epoch milliseconds). */
export const retirementWrite = (tenant: TenantId, workflow: string, now: number): Write => {
  const key = { pk: pkOf(tenant, workflow), sk: 'due' };
  const pk = duePk(key.pk);
  const due = new Date(now + DAY_MS).toISOString();
  return { do: 'put', key, body: {}, index: { due: { pk, sk: `${due}#${key.pk}` } } };
};

/** Of a workflow that is removed with all its machines. */
export const forgetMarks = (tenant: TenantId, workflow: string): Write => ({
  do: 'delete',
  key: marksKey(tenant, workflow),
});

/** Where the machine of a version stands: `undefined` where it is. */
export async function markOf(
  store: Store,
  tenant: TenantId,
  workflow: string,
  version: number,
): Promise<Mark | undefined> {
  return marksOf((await store.get(marksKey(tenant, workflow)))?.body).get(version);
}

/** The write that says that the machine is back, for the transaction that starts the version. */
export async function unmark(
  store: Store,
  tenant: TenantId,
  workflow: string,
  version: number,
): Promise<readonly Write[]> {
  const item = await store.get(marksKey(tenant, workflow));
  const marks = marksOf(item?.body);
  if (item === undefined || !marks.delete(version)) return [];
  return [{ do: 'put', key: marksKey(tenant, workflow), body: bodyOf(marks), when: { rev: item.rev } }];
}

/** Removes what is drained, at most `most` machines; answers how many. Comes again while something is left to drain. */
export async function retire(deps: Deps, item: Item, most: number): Promise<number> {
  const { store, clock } = deps;
  const [tenant = '', , workflow = ''] = item.pk.split('|');
  const found = isTenantId(tenant) ? await readWorkflow(store, tenant, workflow) : undefined;
  if (!isTenantId(tenant) || found === undefined) {
    await store.write([{ do: 'delete', key: { pk: item.pk, sk: item.sk } }]);
    return 0;
  }
  const settled = Date.parse(found.row.updatedAt) + DAY_MS <= clock.now();
  const { items } = await listVersions(store, tenant, workflow, { limit: VERSIONS });
  let removed = 0;
  let left = false;
  for (const { version, machine } of items) {
    if (version === found.row.live || version === found.row.latest) continue;
    const mark = await markOf(store, tenant, workflow, version);
    if (mark === 'retired') continue;
    const drained = settled && (await insideOf(store, tenant, workflow, version)) === 0;
    if (
      mark === undefined &&
      (!drained || removed >= most || !(await markRemoving(store, tenant, workflow, version)))
    ) {
      left = true;
      continue;
    }
    await deps.machines.remove(machine);
    await markRetired(store, tenant, workflow, version);
    removed += 1;
  }
  await store.write([
    left
      ? retirementWrite(tenant, workflow, clock.now() - (removed < most ? 0 : DAY_MS - LATER_MS))
      : { do: 'delete', key: { pk: item.pk, sk: item.sk }, when: { rev: item.rev } },
  ]);
  return removed;
}

/** Not now: others come first. */
export async function putOff({ store, clock }: Pick<Deps, 'store' | 'clock'>, { pk }: Item): Promise<void> {
  const [tenant = '', , workflow = ''] = pk.split('|');
  if (!isTenantId(tenant)) return;
  await store.write([retirementWrite(tenant, workflow, clock.now() - DAY_MS + LATER_MS)]);
}

/** `false`: the workflow was started, stopped or published meanwhile, and must be looked at again. */
async function markRemoving(
  store: Store,
  tenant: TenantId,
  workflow: string,
  version: number,
): Promise<boolean> {
  const found = await readWorkflow(store, tenant, workflow);
  if (found === undefined || found.row.live === version || found.row.latest === version) return false;
  const marks = await store.get(marksKey(tenant, workflow));
  const next = marksOf(marks?.body).set(version, 'removing');
  const written = await store.write([
    {
      do: 'put',
      key: workflowKey(tenant, workflow),
      body: found.row,
      index: workflowIndex(tenant, workflow),
      when: { rev: found.rev },
    },
    {
      do: 'put',
      key: marksKey(tenant, workflow),
      body: bodyOf(next),
      when: marks === undefined ? 'absent' : { rev: marks.rev },
    },
  ]);
  return written.ok;
}

async function markRetired(store: Store, tenant: TenantId, workflow: string, version: number): Promise<void> {
  for (;;) {
    const item = await store.get(marksKey(tenant, workflow));
    if (item === undefined) return;
    const next = marksOf(item.body).set(version, 'retired');
    const written = await store.write([
      { do: 'put', key: marksKey(tenant, workflow), body: bodyOf(next), when: { rev: item.rev } },
    ]);
    if (written.ok) return;
  }
}

const bodyOf = (marks: ReadonlyMap<number, Mark>): Json => ({ versions: Object.fromEntries(marks) });

function marksOf(body: Json | undefined): Map<number, Mark> {
  const versions = isJsonObject(body) && isJsonObject(body.versions) ? body.versions : {};
  return new Map(
    Object.entries(versions).flatMap(([version, mark]) =>
      mark === 'removing' || mark === 'retired' ? [[Number(version), mark] as const] : [],
    ),
  );
}
