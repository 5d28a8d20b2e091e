/**
 * Events that follow from a change of a contact's card: old card, new card, what is different. Pure, so that a change told again
 * gives the same events under the same ids.
 */
import { hash } from 'node:crypto';
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import { ADDRESS_PARTS, STANDARD_DETAILS } from '../../../workflow-compiler/predicate/detail.ts';
import type { Activity, Card, Channel, DetailValue } from '../../../workflow-compiler/predicate/facts.ts';
import { currentScore } from '../../../workflow-compiler/predicate/score.ts';
import type { Change } from '../../ports/store.ts';
import { cardBody } from '../contact/body.ts';
import type { Cause } from '../contact/cause.ts';
import type { Suppressible } from '../contact/change.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { contactOfKey, isCardKey } from '../keys.ts';
import type { EventType } from './catalogue.ts';

/** An event with whose it is and where it comes from. */
export type ContactEvent = {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  readonly activity: Activity;
  readonly cause: Cause;
};

type Happening = { readonly type: EventType; readonly properties: JsonObject };

const CHANNELS = ['email', 'sms', 'push', 'whatsapp'] as const satisfies readonly Channel[];
const SUPPRESSIBLE = ['email', 'sms', 'push'] as const satisfies readonly Suppressible[];

/** The events of one change; none for changes of anything but cards. The order is fixed. */
export function deriveEvents(change: Change): readonly ContactEvent[] {
  const whose = contactOfKey(change.key);
  if (whose === undefined || !isCardKey(change.key)) return [];
  const old = change.old === undefined ? undefined : cardBody(change.old);
  const now = change.new === undefined ? undefined : cardBody(change.new);
  const cause = now?.cause ?? old?.cause;
  const at = (now ?? old)?.card.updatedAt;
  if (cause === undefined || at === undefined) return [];
  return compare(old?.card, now?.card, cause.by).map(({ type, properties }, ordinal) => ({
    ...whose,
    cause,
    activity: { id: eventId(whose, change.rev, at, ordinal), type, at, properties },
  }));
}

function compare(old: Card | undefined, now: Card | undefined, by: string | undefined): readonly Happening[] {
  if (now === undefined) return old === undefined ? [] : [{ type: 'contact.removed', properties: {} }];
  return [
    ...(old === undefined ? [{ type: 'contact.added', properties: {} } as const] : details(old, now)),
    ...tags(old?.tags ?? {}, now.tags),
    ...lists(old?.lists ?? {}, now.lists),
    ...consents(old, now),
    ...score(old, now),
    ...lifted(old?.suppressed, now.suppressed, by),
  ];
}

function details(old: Card, now: Card): readonly Happening[] {
  const before = flatDetails(old);
  const after = flatDetails(now);
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((detail): readonly Happening[] => {
    const from = before.get(detail);
    const to = after.get(detail);
    if (from === to) return [];
    const modified: Happening = {
      type: 'contact.detail-modified',
      properties: { detail, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    };
    if (from !== undefined || to === undefined) return [modified];
    return [{ type: 'contact.detail-added', properties: { detail, to } }, modified];
  });
}

function tags(old: Card['tags'], now: Card['tags']): readonly Happening[] {
  return [
    ...Object.entries(now)
      .filter(([tag]) => !Object.hasOwn(old, tag))
      .map(([tag, { score }]): Happening => ({ type: 'contact.tagged', properties: { tag, score } })),
    ...Object.keys(old)
      .filter((tag) => !Object.hasOwn(now, tag))
      .map((tag): Happening => ({ type: 'contact.untagged', properties: { tag } })),
  ];
}

function lists(old: Card['lists'], now: Card['lists']): readonly Happening[] {
  return [
    ...Object.keys(now)
      .filter((list) => !Object.hasOwn(old, list))
      .map((list): Happening => ({ type: 'list.joined', properties: { list } })),
    ...Object.keys(old)
      .filter((list) => !Object.hasOwn(now, list))
      .map((list): Happening => ({ type: 'list.left', properties: { list } })),
  ];
}

function consents(old: Card | undefined, now: Card): readonly Happening[] {
  return CHANNELS.flatMap((channel): readonly Happening[] => {
    const said = now.consents[channel];
    if (said === undefined || said.state === old?.consents[channel]?.state) return [];
    const type = said.state === 'in' ? 'contact.opted-in' : 'contact.opted-out';
    return [{ type, properties: { channel, source: said.source } }];
  });
}

function lifted(
  old: Card['suppressed'] = {},
  now: Card['suppressed'] = {},
  by: string | undefined,
): readonly Happening[] {
  return SUPPRESSIBLE.flatMap((channel): readonly Happening[] => {
    const was = old[channel];
    if (was === undefined || now[channel] !== undefined) return [];
    return [
      { type: 'contact.unsuppressed', properties: { channel, was, ...(by === undefined ? {} : { by }) } },
    ];
  });
}

/** Both as they count now: what has lapsed since the last write is no crossing. */
function score(old: Card | undefined, now: Card): readonly Happening[] {
  const at = Date.parse(now.updatedAt);
  const from = old === undefined ? 0 : currentScore(old.score, at);
  const to = currentScore(now.score, at);
  return to > from ? [{ type: 'contact.score-reached', properties: { from, to } }] : [];
}

function flatDetails(card: Card): ReadonlyMap<string, DetailValue> {
  const flat = new Map<string, DetailValue>();
  for (const name of STANDARD_DETAILS) {
    const value = card[name];
    if (value !== undefined) flat.set(name, value);
  }
  for (const part of ADDRESS_PARTS) {
    const value = card.address?.[part];
    if (value !== undefined) flat.set(`address.${part}`, value);
  }
  for (const [name, value] of Object.entries(card.details)) flat.set(name, value);
  return flat;
}

/** With the time, since a contact who was erased and came back begins again at the first revision. */
function eventId(
  { tenant, contact }: { readonly tenant: TenantId; readonly contact: ContactId },
  rev: number,
  at: string,
  ordinal: number,
): string {
  const text = `${tenant}|${contact}|${rev}|${at}|${ordinal}`;
  return `e${hash('sha256', text, 'hex').slice(0, 24)}`;
}
