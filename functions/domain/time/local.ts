/**
 * Times of day in a zone become moments. Where the clocks jump over a time (a gap) it moves forward by the jump; where they
 * show it twice (an overlap) it is the first: Temporal's `compatible`, and the contract of the product.
 */
import { Temporal } from 'temporal-polyfill';

/** `HH:MM` on a date in a zone, in epoch milliseconds. */
export function atTime(date: Temporal.PlainDate, time: string, zone: string): number {
  return date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
}

/** The date that the calendar shows in a zone. `at` in epoch milliseconds. */
export function dateIn(zone: string, at: number): Temporal.PlainDate {
  return zoned(zone, at).toPlainDate();
}

export function zoned(zone: string, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

/**
 * ISO 8601 text as a moment in epoch milliseconds: with an offset it is one already, without one it is read in the zone.
 * `undefined` when it is no such text.
 *
 * @example parseIn('Europe/Berlin', '2026-12-24T09:00') // 1798099200000
 */
export function parseIn(zone: string, text: string): number | undefined {
  try {
    if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export function weekdayOf(date: Temporal.PlainDate): Weekday {
  return WEEKDAYS[date.dayOfWeek - 1] ?? 'monday';
}
