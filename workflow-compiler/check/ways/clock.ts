/** The days and the time at which waits for a day, a date or a moment end; and whether a sending window is open then. */
import type { Definition } from '../../language/definition.ts';
import type { StepOf } from '../../language/step.ts';
import type { Clock } from './facts.ts';

type Window = Pick<NonNullable<Definition['sending']>, 'days' | 'hours'>;

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const EVERY_DAY = 0b1111111;
const WEEKDAYS = 0b0011111;
const DAY_MS = 86_400_000;

/** `undefined` where the end says nothing about days and hours. What has passed does not wait; that is not looked at. */
export function clockAfter(wait: string, step: StepOf<'wait'>): Clock | undefined {
  if (step.day !== undefined) return { days: daysOf(step.day.on), minute: minuteOf(step.day.at), wait };
  if (step.date?.at !== undefined) return { days: EVERY_DAY, minute: minuteOf(step.date.at), wait };
  // With an offset it is another time in each zone.
  const local = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)(?::\d\d)?$/.exec(step.until ?? '');
  if (local === null) return undefined;
  const [, year, month, day, time = ''] = local;
  return { days: 1 << weekday(Number(year), Number(month), Number(day)), minute: minuteOf(time), wait };
}

export function daysOf(on: NonNullable<StepOf<'wait'>['day']>['on']): number {
  if (on === 'any') return EVERY_DAY;
  if (on === 'weekday') return WEEKDAYS;
  return maskOf(typeof on === 'string' ? [on] : on);
}

const maskOf = (days: readonly string[]): number =>
  WEEK.reduce((mask, day, i) => (days.includes(day) ? mask | (1 << i) : mask), 0);

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Monday is 0. Days since 1970-01-01, a Thursday, by the civil calendar. */
function weekday(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const days = y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + ofYear;
  return (days + 2) % 7;
}

/** Whether the window is open on any of the clock's days. Hours over midnight belong to the day on which they begin. */
export function isEverOpen({ days, hours }: Window, { days: on, minute }: Clock): boolean {
  const open = days === undefined ? EVERY_DAY : maskOf(days);
  if (hours === undefined) return (open & on) !== 0;
  const from = minuteOf(hours.from);
  const to = minuteOf(hours.to);
  if (from < to) return (open & on) !== 0 && minute >= from && minute < to;
  const late = minute >= from && (open & on) !== 0;
  return late || (minute < to && (dayAfter(open) & on) !== 0);
}

const dayAfter = (days: number): number => ((days << 1) | (days >> 6)) & EVERY_DAY;

/** The longest from one of the days to the next, in milliseconds. */
export function longestGap(days: number): number {
  let longest = 0;
  let since = 0;
  for (let day = 0; day < 14; day += 1) {
    since += 1;
    if (((days >> (day % 7)) & 1) === 0) continue;
    if (day >= 7) longest = Math.max(longest, since);
    since = 0;
  }
  return longest * DAY_MS;
}
