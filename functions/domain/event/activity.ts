/**
 * Activity rows: what happened to a contact, one item each in the contact's partition, in order of time. A message that was sent
 * is activity, too: its own row tells of it.
 */

import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Activity } from '../../../workflow-compiler/predicate/facts.ts';
import type { ActivityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import { pages } from '../../ports/pages.ts';
import type { Change, Key, Range, Store, Write } from '../../ports/store.ts';
import { PageTokenInvalid } from '../../ports/store-errors.ts';
import { type ActivityBody, activityBody } from '../contact/body.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { ACTIVITY, activityKey, contactOfKey, contactPk, isActivityKey } from '../keys.ts';
import { isMessageKey } from '../message/keys.ts';
import { asMessage } from '../message/row.ts';
import { sentEvent, sentSince } from '../message/sent-event.ts';
import type { ContactEvent } from './derive.ts';

export type ActivityPage = { readonly activity: readonly Activity[]; readonly next?: string };

const PAGE = 200;

/** The write of an event's row; the same event again is refused by the condition, which is as good as written. */
export function activityWrite({ tenant, contact, activity, cause }: ContactEvent): Write {
  const body: ActivityBody = { activity, cause };
  return { do: 'put', key: activityKey(tenant, contact, activity.at, activity.id), body, when: 'absent' };
}

/** The event that a new row tells of; `undefined` for every other change. */
export function eventOfRow(change: Change): ContactEvent | undefined {
  const told = change.new === undefined ? undefined : eventOf(change.key, change.new);
  const before = change.old === undefined ? undefined : eventOf(change.key, change.old);
  return before === undefined ? told : undefined;
}

/** The event that a row stands for: an activity's, or a sent message's. */
export function eventOf(key: Key, body: Json): ContactEvent | undefined {
  const whose = contactOfKey(key);
  if (whose === undefined) return undefined;
  if (isActivityKey(key)) return { ...whose, ...activityBody(body) };
  return isMessageKey(key) ? sentEvent(whose, asMessage({ body })) : undefined;
}

/** A page of everything that happened to a contact, newest first. `after`: the `next` of the page before. */
export async function listActivity(
  store: Store,
  tenant: TenantId,
  contact: ContactId,
  page: { readonly limit: number; readonly after?: string },
): Promise<ActivityPage> {
  const { limit, after } = page;
  if (after !== undefined && !PLACE.test(after))
    throw new PageTokenInvalid('The page token is not one that this list gave.');
  const { items } = await store.query(contactPk(tenant, contact), {
    ...(after === undefined ? { prefix: ACTIVITY } : { from: ACTIVITY, to: `${ACTIVITY}${after}` }),
    reverse: true,
    // The last one of the page before, and one to know whether there are more.
    limit: limit + 2,
  });
  const rows = items.map((item) => activityBody(item.body).activity);
  const all = [...rows, ...(await sentTo(store, tenant, contact, undefined))]
    .filter((one) => after === undefined || placeOf(one) < after)
    .sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
  const activity = all.slice(0, limit);
  const last = activity.at(-1);
  return all.length > limit && last !== undefined ? { activity, next: placeOf(last) } : { activity };
}

const sentTo = async (store: Store, tenant: TenantId, contact: ContactId, since: string | undefined) =>
  (await sentSince(store, { tenant, contact }, since)).map(({ activity }) => activity);

/** As in the sort keys of activity rows. */
const placeOf = ({ at, id }: Activity): string => `${at}#${id}`;
const PLACE = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#.{1,200}$/;

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

/** Types whose rows are messages. */
const SENT: ReadonlySet<string> = new Set(['email.sent', 'sms.sent', 'push.sent']);

/** Activity of these types from `since` (ISO 8601 in UTC, inclusive) on, newest first. */
export async function activitySince(
  store: Store,
  tenant: TenantId,
  contact: ContactId,
  types: readonly string[],
  since: string | undefined,
): Promise<readonly Activity[]> {
  const wanted = new Set(types);
  const sent = types.some((type) => SENT.has(type)) ? await sentTo(store, tenant, contact, since) : [];
  const found: Activity[] = sent.filter(({ type }) => wanted.has(type));
  let looked = 0;
  const range: Range = {
    ...(since === undefined ? { prefix: ACTIVITY } : { from: `${ACTIVITY}${since}`, to: `${ACTIVITY}~` }),
    reverse: true,
    limit: PAGE,
  };
  const pk = contactPk(tenant, contact);
  for await (const { items } of pages((after) => store.query(pk, { ...range, ...after }))) {
    for (const item of items) {
      const { activity } = activityBody(item.body);
      if (wanted.has(activity.type)) found.push(activity);
    }
    looked += items.length;
    if (looked >= LOOKBACK_ROWS) break;
  }
  return sent.length === 0 ? found : found.sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
}
