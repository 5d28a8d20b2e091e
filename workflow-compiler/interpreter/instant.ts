// Instants without Date: the compiler's room has no clock. RFC 3339 text to epoch milliseconds and back.

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/** Days since 1970-01-01 of a date in the Gregorian calendar (the era arithmetic of Howard Hinnant). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): [year: number, month: number, day: number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return [
    yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfYear - Math.floor((153 * mp + 2) / 5) + 1,
  ];
}

/**
 * Epoch milliseconds of an RFC 3339 date-time, or undefined if the text is none: `T` and a zone are required.
 *
 * @example parseInstant('2026-01-01T00:00:00+01:00') // 1767222000000
 */
export function parseInstant(text: string): number | undefined {
  const known = text.length === 24 ? canonical(text) : undefined;
  if (known !== undefined) return known;
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const days = daysFromCivil(year, month, day);
  const [, backMonth, backDay] = civilFromDays(days);
  if (month < 1 || month > 12 || backMonth !== month || backDay !== day) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const zone = match[8] ?? 'Z';
  const sign = zone.startsWith('-') ? -1 : 1;
  const offset = zone === 'Z' ? 0 : sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  const millis = Number((match[7] ?? '0').slice(0, 3).padEnd(3, '0'));
  return ((days * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + millis;
}

/** The spelling that is written everywhere (formatInstant's), read without a pattern. Undefined: not that, or no date. */
function canonical(text: string): number | undefined {
  const marks =
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    text.charCodeAt(19) === 46 &&
    text.charCodeAt(23) === 90;
  const day = marks ? dayOf(text) : undefined;
  if (day === undefined) return undefined;
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  const millis = two(text, 20) * 10 + digit(text, 22);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || millis < 0)
    return undefined;
  return day * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
}

/** Days since 1970-01-01 of the date that `text` begins with, `YYYY-MM-DD`; undefined if that is none. */
export function dayOf(text: string): number | undefined {
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || year < 0 || day < 1) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const most = month === 2 && leap ? 29 : (DAYS[month] ?? 0);
  return day <= most ? daysFromCivil(year, month, day) : undefined;
}

const DAYS: readonly number[] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function two(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

/** What is no digit counts so far below zero that no number of a date makes up for it. */
function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : -100_000;
}

/** `2026-01-01T00:00:00.000Z` of epoch milliseconds: the spelling of the context object. */
export function formatInstant(millis: number): string {
  const days = Math.floor(millis / 86_400_000);
  const rest = millis - days * 86_400_000;
  const [year, month, day] = civilFromDays(days);
  const part = (value: number, width: number): string => String(value).padStart(width, '0');
  const time = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  const clock = time.map((value) => part(value, 2)).join(':');
  return `${part(year, 4)}-${part(month, 2)}-${part(day, 2)}T${clock}.${part(Math.floor(rest % 1000), 3)}Z`;
}
