/**
 * Dates and times as conditions meet them: in details, in event properties and in the values that people write. A date
 * without a time is a day; a time without an offset is read as UTC, since a condition has no zone of its own.
 */

import { dayOf, parseInstant } from '../interpreter/instant.ts';
import type { Json } from '../language/json.ts';

const DAY = 86_400_000;

/** `at`: epoch milliseconds. `day`: the text named a whole day, and `at` is its beginning in UTC. */
export type Moment = { readonly at: number; readonly day: boolean };

const LOCAL = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * Reads ISO 8601 text: `2026-03-01`, `2026-03-01T09:00`, `2026-03-01T09:00:00.000Z`. Numbers are not dates.
 *
 * @example parseMoment('2026-03-01') // { at: 1772323200000, day: true }
 */
export function parseMoment(value: Json | undefined): Moment | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (text.length === 10) {
    const days = dayOf(text);
    return days === undefined ? undefined : { at: days * DAY, day: true };
  }
  const written = text.length === 24 ? parseInstant(text) : undefined;
  if (written !== undefined) return { at: written, day: false };
  const match = LOCAL.exec(text);
  if (match === null) return undefined;
  const at = parseInstant(`${match[1]}T${match[2]}${match[3] ?? ':00'}${match[4] ?? 'Z'}`);
  return at === undefined ? undefined : { at, day: false };
}

/** Whole days from then to `now`; negative when it lies ahead. Days are counted by date when only a date is known. */
export function daysAgo(then: Moment, now: number): number {
  return then.day ? dayNumber(now) - dayNumber(then.at) : Math.floor((now - then.at) / DAY);
}

/** Before, at or after, as a sign. By date when `limit` names a day, so that no time of that day is after it. */
export function compareMoments(seen: Moment, limit: Moment): number {
  return limit.day ? dayNumber(seen.at) - dayNumber(limit.at) : seen.at - limit.at;
}

function dayNumber(at: number): number {
  return Math.floor(at / DAY);
}
