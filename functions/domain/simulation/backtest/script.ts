/**
 * What was recorded of a contact as deeds. What the workflow itself did is left out, since it is played again; what the contact
 * did about its messages becomes a reaction to the same message, after the same time, in whichever version sends it.
 */
import type { Json, JsonObject } from '../../../../workflow-compiler/language/json.ts';
import type { Activity, Card } from '../../../../workflow-compiler/predicate/facts.ts';
import type { ContactChange } from '../../contact/change.ts';
import { isEventType } from '../../event/catalogue.ts';
import { contentId } from '../../event/record.ts';
import type { ContactId, TenantId } from '../../ids.ts';
import type { RecordedContact } from '../../recording/export.ts';
import { type CardLine, type EventLine, FROM_CARD } from '../../recording/line.ts';
import type { Deed } from '../person.ts';
import { changeOf } from './change-of.ts';

export type Script = {
  /** As it was at the beginning; none when the contact came later. */
  readonly card: Card | undefined;
  readonly deeds: readonly { readonly at: number; readonly deed: Deed }[];
  /** Before the beginning, oldest first. */
  readonly past: readonly Activity[];
  /** By `step nth`: what the contact did about that message, and how long after it. */
  readonly reactions: ReadonlyMap<string, readonly Reaction[]>;
  readonly entered: ReadonlyMap<string, number>;
  /** Messages that the workflow really sent. */
  readonly sent: readonly { readonly step: string; readonly at: number }[];
};

export type Reaction = { readonly after: number; readonly deed: Deed };

/** Whose workflow is played: by its names, with the tags and lists that its steps touch. */
export type Own = { readonly workflows: ReadonlySet<string>; readonly touches: ReadonlySet<string> };

type Message = { readonly name: string; readonly nth: number; readonly at: number };

export const reactionKey = (step: string, nth: number): string => `${step} ${nth}`;

/** `start` in epoch milliseconds. */
export function scriptOf(
  recorded: RecordedContact,
  owner: { readonly tenant: TenantId; readonly contact: ContactId },
  own: Own,
  start: number,
): Script {
  const { card: line, events } = recorded;
  const came = line?.at === undefined ? start : Date.parse(line.at);
  const card = cardFrom(owner.contact, line, Math.min(came, start));
  const later = came > start;
  const deeds: { at: number; deed: Deed }[] = later ? [{ at: came, deed: { do: 'appear', card } }] : [];
  const past: Activity[] = [];
  const sent: { step: string; at: number }[] = [];
  const messages = new Map<string, Message>();
  const counts = new Map<string, number>();
  const reactions = new Map<string, Reaction[]>();

  const reacts = (message: Message, at: number, deed: Deed): void => {
    const key = reactionKey(message.name, message.nth);
    const known = reactions.get(key) ?? [];
    known.push({ after: Math.max(0, at - message.at), deed });
    reactions.set(key, known);
  };
  const change = (at: number, one: ContactChange): void => {
    const last = deeds.at(-1);
    // Changes of one moment were one change: what they start sees all of them.
    if (last?.at === at && last.deed.do === 'change') {
      deeds[deeds.length - 1] = { at, deed: { do: 'change', changes: [...last.deed.changes, one] } };
    } else deeds.push({ at, deed: { do: 'change', changes: [one] } });
  };

  for (const event of events) {
    const at = Date.parse(event.at);
    const properties = propertiesOf(event);
    const activity = { type: event.type, at: new Date(at).toISOString(), properties };
    const { tenant, contact } = owner;
    if (at < start) {
      if (isEventType(event.type)) {
        past.push({ id: event.id ?? contentId(tenant, contact, activity), ...activity });
      }
      continue;
    }
    if (isSent(event.type) && own.workflows.has(String(properties.workflow))) {
      const step = String(properties.step);
      const nth = counts.get(step) ?? 0;
      counts.set(step, nth + 1);
      messages.set(`${properties.run}.${properties.turn}`, { name: step, nth, at });
      sent.push({ step, at });
      continue;
    }
    if (isOwn(event, own)) continue;
    const message = messages.get(messageOf(event.type, properties));
    if (message !== undefined) {
      const deed = reactionOf(event.type, message.name, properties);
      if (deed !== undefined) reacts(message, at, deed);
      continue;
    }
    if (!isCardEvent(event.type)) {
      if (event.type !== 'date.reached')
        deeds.push({ at, deed: { do: 'event', type: event.type, properties } });
      continue;
    }
    // What somebody came with stands on the card already.
    if (later && at <= came) continue;
    const changed = changeOf(event.type, properties);
    if (changed !== undefined) change(at, changed);
  }
  const entered = Object.entries(line?.entered ?? {}).map(([name, at]): [string, number] => [
    name,
    Date.parse(at),
  ]);
  return { card: later ? undefined : card, deeds, past, reactions, entered: new Map(entered), sent };
}

const isSent = (type: string): boolean =>
  type === 'email.sent' || type === 'sms.sent' || type === 'push.sent';
const isCardEvent = (type: string): boolean => type.startsWith('contact.') || type.startsWith('list.');

/** The workflow's own doing. Of what stands on the card without an event, only what none of its steps could have done is not. */
function isOwn({ type, cause, properties = {} }: EventLine, { workflows, touches }: Own): boolean {
  if (cause?.source === 'run') return cause.workflow !== undefined && workflows.has(cause.workflow);
  if (cause?.source !== FROM_CARD) return false;
  if (type === 'contact.tagged') return touches.has(`tag ${properties.tag}`);
  return type === 'list.joined' && touches.has(`list ${properties.list}`);
}

/** `run.turn` of the message that the event is about. */
function messageOf(type: string, properties: JsonObject): string {
  if (type === 'contact.opted-out') return / message (\S+)$/.exec(String(properties.source))?.[1] ?? '';
  return /^(email|sms|push)\./.test(type) ? `${properties.run}.${properties.turn}` : '';
}

function reactionOf(type: string, message: string, properties: JsonObject): Deed | undefined {
  switch (type) {
    case 'email.opened':
      return { do: 'open', message, ...(properties.machine === true ? { machine: true } : {}) };
    case 'email.clicked':
      return { do: 'click', message, link: String(properties.link) };
    case 'push.clicked':
      return {
        do: 'click',
        message,
        ...(typeof properties.link === 'string' ? { link: properties.link } : {}),
      };
    case 'contact.opted-out':
      // Who complained was opted out by that.
      return String(properties.source).startsWith('complaint') ? undefined : { do: 'unsubscribe', message };
    case 'email.complained':
      return { do: 'hear', message, told: { what: 'complained' } };
    case 'email.bounced':
    case 'sms.failed': {
      const type = properties.type === 'transient' ? 'transient' : 'permanent';
      return {
        do: 'hear',
        message,
        told: { what: 'bounced', type, reason: String(properties.reason ?? '') },
      };
    }
    default:
      return undefined;
  }
}

/** Lines were parsed as JSON, so their values are nothing else. */
function propertiesOf({ properties }: EventLine): JsonObject {
  return (properties ?? {}) as { readonly [name: string]: Json };
}

/** What a foreign card does not say is as of somebody new. `at` in epoch milliseconds. */
function cardFrom(contact: string, line: CardLine | undefined, at: number): Card {
  const iso = new Date(at).toISOString();
  const {
    tags = {},
    lists = {},
    consents = {},
    score,
    address,
    suppressed,
    devices,
    ...plain
  } = line?.card ?? {};
  const { details = {}, createdAt = iso, updatedAt = createdAt, id: _id, ...standard } = plain;
  const dated = <T extends { at?: string }>(from: { [name: string]: T }) =>
    Object.entries(from).map(([name, one]): [string, T & { at: string }] => [
      name,
      { ...one, at: one.at ?? createdAt },
    ]);
  return {
    ...standard,
    id: contact,
    details,
    ...(address === undefined ? {} : { address }),
    ...(suppressed === undefined ? {} : { suppressed }),
    ...(devices === undefined
      ? {}
      : { devices: devices.map(({ at: seen = createdAt, ...device }) => ({ ...device, at: seen })) }),
    tags: Object.fromEntries(dated(tags).map(([tag, one]) => [tag, { at: one.at, score: one.score ?? 0 }])),
    lists: Object.fromEntries(dated(lists).map(([list, one]) => [list, { at: one.at }])),
    score: { base: score?.base ?? 0, parts: score?.parts ?? [] },
    consents: Object.fromEntries(
      Object.entries(consents).map(([channel, { state, at: when, source }]) => [
        channel,
        { state, at: when ?? createdAt, source: source ?? 'recording' },
      ]),
    ),
    createdAt,
    updatedAt,
  };
}
