/** Activity rows: what happened to a contact, one item each in the contact's partition, in order of time. */
import type { Activity } from '../../../workflow-compiler/predicate/facts.ts';
import type { ActivityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import type { Change, Range, Store, Write } from '../../ports/store.ts';
import { type ActivityBody, activityBody } from '../contact/body.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { ACTIVITY, activityKey, contactOfKey, contactPk, isActivityKey } from '../keys.ts';
import type { ContactEvent } from './derive.ts';

export type ActivityPage = { readonly activity: readonly Activity[]; readonly next?: string };

const PAGE = 200;

/** The write of an event's row; the same event again is refused by the condition, which is as good as written. */
export function activityWrite({ tenant, contact, activity, cause }: ContactEvent): Write {
  const body: ActivityBody = { activity, cause };
  return { do: 'put', key: activityKey(tenant, contact, activity.at, activity.id), body, when: 'absent' };
}

/** The event that a new activity row tells of; `undefined` for every other change. */
export function eventOfRow(change: Change): ContactEvent | undefined {
  const whose = contactOfKey(change.key);
  if (whose === undefined || change.new === undefined || !isActivityKey(change.key)) return undefined;
  return { ...whose, ...activityBody(change.new) };
}

/** A page of everything that happened to a contact, newest first. */
export async function listActivity(
  store: Store,
  tenant: TenantId,
  contact: ContactId,
  page: { readonly limit: number; readonly after?: string },
): Promise<ActivityPage> {
  const { items, next } = await store.query(contactPk(tenant, contact), {
    prefix: ACTIVITY,
    reverse: true,
    limit: page.limit,
    ...(page.after === undefined ? {} : { after: page.after }),
  });
  const activity = items.map((item) => activityBody(item.body).activity);
  return next === undefined ? { activity } : { activity, next };
}

/** How far back a condition without a period may look, in rows of any type. */
const LOOKBACK_ROWS = 10_000;

/**
 * The rows that conditions need (`activityNeeds`), newest first: of these types, since `now - withinMs`, at most
 * `LOOKBACK_ROWS` looked at. Reads nothing when no type is needed.
 */
export async function activityFor(
  store: Store,
  tenant: TenantId,
  contact: ContactId,
  { types, withinMs }: ActivityNeeds,
  now: number,
): Promise<readonly Activity[]> {
  if (types.length === 0) return [];
  const since = withinMs === undefined ? undefined : new Date(Math.max(0, now - withinMs)).toISOString();
  return activitySince(store, tenant, contact, types, since);
}

/** Activity of these types from `since` (ISO 8601 in UTC, inclusive) on, newest first. */
export async function activitySince(
  store: Store,
  tenant: TenantId,
  contact: ContactId,
  types: readonly string[],
  since: string | undefined,
): Promise<readonly Activity[]> {
  const wanted = new Set(types);
  const found: Activity[] = [];
  let looked = 0;
  let after: string | undefined;
  do {
    const range: Range = {
      ...(since === undefined ? { prefix: ACTIVITY } : { from: `${ACTIVITY}${since}`, to: `${ACTIVITY}~` }),
      reverse: true,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    };
    const page = await store.query(contactPk(tenant, contact), range);
    for (const item of page.items) {
      const { activity } = activityBody(item.body);
      if (wanted.has(activity.type)) found.push(activity);
    }
    looked += page.items.length;
    after = page.next;
  } while (after !== undefined && looked < LOOKBACK_ROWS);
  return found;
}
