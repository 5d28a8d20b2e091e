/** Things that happen to a contact: the card changes, an event becomes activity, and the workflows hear of it. */
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { ActivityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import { applyChanges } from '../contact/apply.ts';
import type { CardBody } from '../contact/body.ts';
import type { Cause } from '../contact/cause.ts';
import { type ChangeProblem, type ContactChange, newCard } from '../contact/change.ts';
import { deriveEvents } from '../event/derive.ts';
import { cardKey } from '../keys.ts';
import { MAX_DEPTH } from '../run/change.ts';
import { type ContactZone, zoneOf } from '../time/zone.ts';
import type { Person } from './person.ts';

const NONE: readonly Activity[] = [];

let last = { ms: 0, text: '1970-01-01T00:00:00.000Z' };

/** ISO 8601 in UTC. Much happens at one moment: the last answer is remembered. */
export function isoOf(ms: number): string {
  if (ms !== last.ms) last = { ms, text: new Date(ms).toISOString() };
  return last.text;
}

/** Puts the events of a card's change behind what goes on at this moment. */
export function changeCard(
  person: Person,
  changes: readonly ContactChange[],
  cause: Cause,
): readonly ChangeProblem[] {
  const before = person.card;
  const start = before ?? newCard(person.owner.contact, isoOf(person.now));
  const { card, problems } = applyChanges(start, changes, person.now);
  // All or nothing, as a change from outside is.
  if (problems.length > 0) return problems;
  putCard(person, card, cause);
  return [];
}

/** The card as it is now; what follows from the difference happens. */
export function putCard(person: Person, card: Card, cause: Cause): void {
  const before = person.card;
  if (card === before) return;
  person.card = card;
  person.rev += 1;
  const { tenant, contact } = person.owner;
  const { records } = person.stage;
  if (records.size === 0 || cause.depth > MAX_DEPTH + 1) return;
  const now: CardBody = { card, cause };
  const derived = deriveEvents({
    seq: '',
    key: cardKey(tenant, contact),
    rev: person.rev,
    new: now,
    ...(before === undefined ? {} : { old: { card: before, cause } satisfies CardBody }),
  });
  for (const { activity } of derived) if (records.has(activity.type)) happen(person, activity, cause.depth);
}

/** An event is a row; those that somebody subscribes to are told, after what goes on at this moment. */
export function happen(person: Person, activity: Activity, depth: number): void {
  person.activity.push(activity);
  if (person.stage.types.has(activity.type))
    person.agenda.add(person.now, { what: 'event', activity, depth });
}

/** The rows that conditions need, newest first. */
export function activityOf(person: Person, { types, withinMs }: ActivityNeeds): readonly Activity[] {
  if (types.length === 0 || person.activity.length === 0) return NONE;
  const since = withinMs === undefined ? '' : isoOf(Math.max(0, person.now - withinMs));
  return activitySince(person, types, since);
}

/** Newest first. */
export function activitySince(person: Person, types: readonly string[], since: string): readonly Activity[] {
  const found: Activity[] = [];
  for (let index = person.activity.length - 1; index >= 0; index -= 1) {
    const one = person.activity[index];
    if (one !== undefined && one.at >= since && types.includes(one.type)) found.push(one);
  }
  return found;
}

/** Remembered while nothing of the card that says where the contact lives has changed. */
export function zoneFor(person: Person, card: Card): ContactZone {
  const known = person.zone;
  if (known !== undefined && livesWhere(known.card, card)) return known.found;
  const found = zoneOf(card, person.stage.household.zone);
  person.zone = { card, found };
  return found;
}

const livesWhere = (a: Card, b: Card): boolean =>
  a === b || (a.zone === b.zone && a.phone === b.phone && a.address?.country === b.address?.country);
