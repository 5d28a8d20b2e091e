/**
 * Records a tenant's contacts and what happened to them between two moments, a contact in memory at a time. Cards are told as
 * they were at the beginning, so that the recording can be played.
 */
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import { pages } from '../../ports/pages.ts';
import type { Store } from '../../ports/store.ts';
import { activityBody } from '../contact/body.ts';
import type { Cause } from '../contact/cause.ts';
import { everyCard } from '../contact/find.ts';
import type { ContactEvent } from '../event/derive.ts';
import { type ContactId, isContactId, type TenantId } from '../ids.ts';
import { ACTIVITY, contactPk } from '../keys.ts';
import { sentSince } from '../message/sent-event.ts';
import { RUN } from '../run/keys.ts';
import { asRun } from '../run/row.ts';
import { readTenant } from '../tenant/tenant.ts';
import {
  type CardLine,
  type EventLine,
  FROM_CARD,
  type HeadLine,
  type RecordingLine,
  recordedCard,
} from './line.ts';
import { rewind } from './rewind.ts';

/** ISO 8601 in UTC with milliseconds; `to` is not part of it. Activity from `since` on is told for what looks back. */
export type Period = { readonly from: string; readonly to: string; readonly since: string };

export type RecordedContact = { readonly card?: CardLine; readonly events: readonly EventLine[] };

const PAGE = 500;

async function headOf(store: Store, tenant: TenantId, { from, to }: Period): Promise<HeadLine> {
  return { export: 'events', from, to, zone: (await readTenant(store, tenant))?.zone ?? 'UTC' };
}

/** Contacts who were there before `to`, in the order in which they came. */
export async function* recordContacts(
  store: Store,
  tenant: TenantId,
  period: Period,
): AsyncGenerator<RecordedContact> {
  for await (const card of everyCard(store, tenant)) {
    if (card.createdAt >= period.to || !isContactId(card.id)) continue;
    yield await recordContact(store, tenant, card.id, card, period);
  }
}

/** @example for await (const piece of exportEvents(store, tenant, { from, to, since })) response.write(piece); */
export async function* exportEvents(store: Store, tenant: TenantId, period: Period): AsyncGenerator<string> {
  const line = (one: RecordingLine): string => `${JSON.stringify(one)}\n`;
  yield line(await headOf(store, tenant, period));
  for await (const { card, events } of recordContacts(store, tenant, period)) {
    yield [...(card === undefined ? [] : [card]), ...events].map(line).join('');
  }
}

async function recordContact(
  store: Store,
  tenant: TenantId,
  contact: ContactId,
  now: Card,
  { from, to, since }: Period,
): Promise<RecordedContact> {
  const happened = await activityFrom(store, tenant, contact, since);
  const isNew = now.createdAt >= from;
  // Who came later came with what the first change brought: only what followed it is undone.
  const boundary = isNew ? justAfter(now.createdAt) : from;
  const { card, unrecorded } = rewind(
    now,
    happened.map(({ activity }) => activity),
    boundary,
  );
  const entered = await enteredBefore(store, tenant, contact, from);
  const events = happened
    .map(({ activity, cause }) => eventLine(contact, activity, cause))
    .concat(unrecorded.map((one) => ({ contact, ...one, cause: { source: FROM_CARD } })))
    .filter(({ at }) => at < to)
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return {
    card: {
      contact,
      at: isNew ? now.createdAt : from,
      card: recordedCard(card),
      ...(Object.keys(entered).length === 0 ? {} : { entered }),
    },
    events,
  };
}

const justAfter = (at: string): string => new Date(Date.parse(at) + 1).toISOString();

function eventLine(contact: string, { id, type, at, properties }: Activity, cause: Cause): EventLine {
  const { source, run, workflow } = cause;
  return {
    contact,
    at,
    type,
    id,
    properties,
    cause: {
      source,
      ...(run === undefined ? {} : { run }),
      ...(workflow === undefined ? {} : { workflow }),
    },
  };
}

async function activityFrom(store: Store, tenant: TenantId, contact: ContactId, since: string) {
  const found: Pick<ContactEvent, 'activity' | 'cause'>[] = [];
  const pk = contactPk(tenant, contact);
  const range = { from: `${ACTIVITY}${since}`, to: `${ACTIVITY}~`, limit: PAGE };
  for await (const { items } of pages((after) => store.query(pk, { ...range, ...after })))
    found.push(...items.map(({ body }) => activityBody(body)));
  const sent = await sentSince(store, { tenant, contact }, since);
  return [...found, ...sent.toReversed()];
}

/** When the contact last entered each workflow before `from`. */
async function enteredBefore(
  store: Store,
  tenant: TenantId,
  contact: ContactId,
  from: string,
): Promise<{ readonly [workflow: string]: string }> {
  const entered: { [workflow: string]: string } = {};
  const pk = contactPk(tenant, contact);
  for await (const { items } of pages((after) => store.query(pk, { prefix: RUN, limit: PAGE, ...after }))) {
    for (const { workflow, startedAt } of items.map(asRun)) {
      const known = entered[workflow];
      if (startedAt < from && (known === undefined || startedAt > known)) entered[workflow] = startedAt;
    }
  }
  return entered;
}
