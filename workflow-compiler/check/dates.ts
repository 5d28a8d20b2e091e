/** Dates that exist. The pattern admits 30 February and 24:30; the calendar does not. */
import type { Finding } from '../diagnostics/finding.ts';

const PARTS = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?(?:Z|([+-])(\d\d):(\d\d))?$/;

export function dateTime(text: string | undefined, at: string): readonly Finding[] {
  return text === undefined || exists(text)
    ? []
    : [
        {
          code: 'STEP-07',
          at,
          detail: `\`${text}\` is in no calendar.`,
          hint: 'Check the day of the month, the hour and the offset.',
        },
      ];
}

function exists(text: string): boolean {
  const match = PARTS.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(number);
  const [offsetHour = 0, offsetMinute = 0] = match.slice(8, 10).map(number);
  return (
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59 &&
    offsetHour <= 14 &&
    offsetMinute <= 59
  );
}

const number = (digits: string | undefined): number => Number(digits ?? 0);

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
