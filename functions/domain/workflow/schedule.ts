/** Fixed dates that start a workflow: items in the due index, fired by the sweeper, which pages through the contacts and remembers how far it came. */
import { compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Deps } from '../../deps.ts';
import type { Item, Key, Store, Write } from '../../ports/store.ts';
import { listCards } from '../contact/find.ts';
import { activityFor } from '../event/activity.ts';
import { isContactId, type TenantId } from '../ids.ts';
import { enrol } from '../run/enrol.ts';
import { duePk, hex } from '../run/keys.ts';
import { readTenant } from '../tenant/tenant.ts';
import { parseIn } from '../time/local.ts';
import { readVersion } from './pinned.ts';
import { readWorkflow } from './read.ts';
import type { VersionRow } from './row.ts';

export type ScheduleRow = {
  readonly tenant: TenantId;
  readonly workflow: string;
  readonly version: number;
  /** Position among the triggers. */
  readonly index: number;
  /** ISO 8601 in UTC. */
  readonly due: string;
  /** Where the paging through contacts goes on. */
  readonly after?: string;
};

const PAGE = 100;

const pkOf = (tenant: TenantId, workflow: string): string => `${tenant}|schedule|${workflow}`;

export const isSchedule = ({ pk }: Key): boolean => pk.split('|')[1] === 'schedule';

/** The schedules of a version's dates that are still ahead; dates without an offset are read in the tenant's zone. */
export async function scheduleWrites(
  store: Store,
  tenant: TenantId,
  version: VersionRow,
  now: number,
): Promise<readonly Write[]> {
  const zone = (await readTenant(store, tenant))?.zone ?? 'UTC';
  return version.routing.triggers.flatMap(({ index, event }): Write[] => {
    if (event.on !== 'date.reached') return [];
    const at = parseIn(zone, event.at);
    if (at === undefined || at < now) return [];
    const { workflow } = version;
    const due = new Date(at).toISOString();
    return [put({ tenant, workflow, version: version.version, index, due })];
  });
}

function put(row: ScheduleRow): Write {
  const key = { pk: pkOf(row.tenant, row.workflow), sk: `date#${row.version}#${row.index}` };
  const pk = duePk(key.pk);
  return { do: 'put', key, body: row, index: { due: { pk, sk: `${row.due}#${key.pk}#${key.sk}` } } };
}

/** Only `put` writes these items: taken on trust here. */
const asSchedule = (item: Item): ScheduleRow => item.body as unknown as ScheduleRow;

/** Enrols every contact that the trigger admits, page by page; told again, it goes on where it was and enrols nobody twice. */
export async function fireSchedule(deps: Deps, item: Item): Promise<void> {
  const { store } = deps;
  let row = asSchedule(item);
  const version = await readVersion(store, row.tenant, row.workflow, row.version);
  const event = version?.routing.triggers[row.index]?.event;
  for (;;) {
    const flow = await readWorkflow(store, row.tenant, row.workflow);
    const live = flow?.row.state === 'started' && flow.row.live === row.version;
    if (!live || event?.on !== 'date.reached') break;
    const page = await listCards(store, row.tenant, {
      limit: PAGE,
      oldestFirst: true,
      ...(row.after === undefined ? {} : { after: row.after }),
    });
    for (const card of page.cards) await enrolOne(deps, row, card, event);
    if (page.next === undefined) break;
    row = { ...row, after: page.next };
    await store.write([put(row)]);
  }
  await store.write([{ do: 'delete', key: { pk: item.pk, sk: item.sk } }]);
}

async function enrolOne(
  deps: Deps,
  { tenant, workflow, due }: ScheduleRow,
  card: Card,
  event: VersionRow['routing']['triggers'][number]['event'] & { readonly on: 'date.reached' },
): Promise<void> {
  const contact = card.id;
  if (!isContactId(contact)) return;
  const id = `d${hex(`${tenant}|${workflow}|${event.at}|${contact}`).slice(0, 24)}`;
  const activity: Activity = { id, type: event.on, at: due, properties: { at: event.at } };
  const pattern = compileEvent(event);
  const now = deps.clock.now();
  const happened = await activityFor(deps.store, tenant, contact, pattern.needs, now);
  if (!pattern.matches(activity, { card, activity: happened, workflow, now })) return;
  await enrol(deps, { tenant, contact }, workflow, card, { activity, depth: 0 });
}
