/**
 * A card as it was. Cards are kept as they are now, and what happened is kept beside them: undone from the newest on, a card
 * goes back in time. What was not recorded, since nobody asked for it then, is found by the dates on the card.
 */
import { addressPart, isStandardDetail } from '../../../workflow-compiler/predicate/detail.ts';
import type { Activity, Card, Channel, DetailValue } from '../../../workflow-compiler/predicate/facts.ts';
import { without } from '../contact/outcome.ts';

export type Rewound = {
  readonly card: Card;
  /** Changes without an event of their own, by the dates of tags, lists and consents; oldest first. */
  readonly unrecorded: readonly Omit<Activity, 'id'>[];
};

const CHANNELS = ['email', 'sms', 'push', 'whatsapp'] as const satisfies readonly Channel[];

/**
 * The card as it was just before `since` (ISO 8601 in UTC). `activity`: everything from `since` until now, oldest first. A score
 * goes back by what it grew, and consent that was withdrawn had been given.
 */
export function rewind(card: Card, activity: readonly Activity[], since: string): Rewound {
  const before = activity.filter(({ at }) => at >= since).reduceRight(undo, card);
  const unrecorded: Omit<Activity, 'id'>[] = [];
  let found = before;
  for (const [tag, { at, score }] of Object.entries(before.tags)) {
    if (at < since) continue;
    unrecorded.push({ type: 'contact.tagged', at, properties: { tag, score } });
    found = { ...found, tags: without(found.tags, tag) };
  }
  for (const [list, { at }] of Object.entries(before.lists)) {
    if (at < since) continue;
    unrecorded.push({ type: 'list.joined', at, properties: { list } });
    found = { ...found, lists: without(found.lists, list) };
  }
  for (const channel of CHANNELS) {
    const said = before.consents[channel];
    if (said === undefined || said.at < since) continue;
    const type = said.state === 'in' ? 'contact.opted-in' : 'contact.opted-out';
    unrecorded.push({ type, at: said.at, properties: { channel, source: said.source } });
    found = { ...found, consents: without(found.consents, channel) };
  }
  return { card: found, unrecorded: unrecorded.toSorted((a, b) => (a.at < b.at ? -1 : 1)) };
}

/** The card before one event that a change of it made. */
function undo(card: Card, { type, at, properties }: Activity): Card {
  const text = (name: string): string => String(properties[name] ?? '');
  switch (type) {
    case 'contact.tagged':
      return { ...card, tags: without(card.tags, text('tag')) };
    case 'contact.untagged':
      return { ...card, tags: { ...card.tags, [text('tag')]: { at: card.createdAt, score: 0 } } };
    case 'list.joined':
      return { ...card, lists: without(card.lists, text('list')) };
    case 'list.left':
      return { ...card, lists: { ...card.lists, [text('list')]: { at: card.createdAt } } };
    case 'contact.detail-modified':
      return withDetail(card, text('detail'), scalarOf(properties.from));
    case 'contact.score-reached': {
      const grew = Number(properties.to) - Number(properties.from);
      return { ...card, score: scoreBefore(card.score, at, grew) };
    }
    case 'contact.opted-in':
    case 'contact.opted-out':
      return consentBefore(card, text('channel'), type === 'contact.opted-out');
    case 'contact.unsuppressed': {
      const channel = (['email', 'sms', 'push'] as const).find((each) => each === properties.channel);
      if (channel === undefined) return card;
      return { ...card, suppressed: { ...card.suppressed, [channel]: text('was') } };
    }
    case 'email.bounced':
    case 'email.complained':
      return unsuppressed(card, 'email');
    case 'sms.failed':
      return unsuppressed(card, 'sms');
    default:
      return card;
  }
}

/** Points with a term have a date of their own; all others went into the base. */
function scoreBefore({ base, parts }: Card['score'], at: string, grew: number): Card['score'] {
  const dated = parts.filter((part) => part.at === at);
  const termed = dated.reduce((sum, { points }) => sum + points, 0);
  const left = parts.filter((part) => part.at !== at);
  return { base: Math.round((base - (grew - termed)) * 1e6) / 1e6, parts: left };
}

function consentBefore(card: Card, name: string, given: boolean): Card {
  const channel = CHANNELS.find((one) => one === name);
  if (channel === undefined) return card;
  if (!given) return { ...card, consents: without(card.consents, channel) };
  const consent = { state: 'in', at: card.createdAt, source: 'before the recording' } as const;
  return { ...card, consents: { ...card.consents, [channel]: consent } };
}

function unsuppressed(card: Card, channel: 'email' | 'sms'): Card {
  const suppressed = without(card.suppressed ?? {}, channel);
  return Object.keys(suppressed).length === 0 ? without(card, 'suppressed') : { ...card, suppressed };
}

function withDetail(card: Card, name: string, value: DetailValue | undefined): Card {
  if (isStandardDetail(name)) {
    return value === undefined ? without(card, name) : { ...card, [name]: String(value) };
  }
  const part = addressPart(name);
  if (part !== undefined) {
    const address = card.address ?? {};
    return {
      ...card,
      address: value === undefined ? without(address, part) : { ...address, [part]: String(value) },
    };
  }
  return {
    ...card,
    details: value === undefined ? without(card.details, name) : { ...card.details, [name]: value },
  };
}

const scalarOf = (value: unknown): DetailValue | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
