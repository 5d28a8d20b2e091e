/**
 * Until when a `wait` step waits, for one contact. Never in the past: what has passed does not wait. Asked again before that
 * moment, a wait with an aim in the calendar gives the same moment, so that a task told twice parks the same.
 */
import { Temporal } from 'temporal-polyfill';
import { durationMs } from '../../../workflow-compiler/language/duration.ts';
import type { StepOf } from '../../../workflow-compiler/language/step.ts';
import { detailOf } from '../../../workflow-compiler/predicate/detail.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import { atTime, dateIn, parseIn, WEEKDAYS, type Weekday, weekdayOf, zoned } from './local.ts';
import type { ContactZone } from './zone.ts';

type Wait = StepOf<'wait'>;
type Day = NonNullable<Wait['day']>;
type DateWait = NonNullable<Wait['date']>;

export type WaitContext = {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly card: Card;
  /** From `zoneOf`. */
  readonly zone: ContactZone;
};

/** `until` in epoch milliseconds, never before `now`. `note`: what history should say beside it. */
export type WaitEnd = { readonly until: number; readonly note?: string };

/**
 * @example waitUntil({ kind: 'wait', day: { on: 'weekday', at: '09:00' }, next: 'a' }, { now, card, zone: zoneOf(card, 'UTC') })
 */
export function waitUntil(step: Wait, { now, card, zone }: WaitContext): WaitEnd {
  if (step.for !== undefined) return { until: now + durationMs(step.for) };
  if (step.until !== undefined) return withNote(fixed(step.until, zone.zone, now), zone);
  if (step.day !== undefined) return withNote({ until: nextDay(step.day, zone.zone, now) }, zone);
  if (step.date !== undefined) return withNote(byDate(step.date, card, zone.zone, now), zone);
  return { until: now, note: 'The step says no time: not waited.' };
}

function fixed(text: string, zone: string, now: number): WaitEnd {
  const at = parseIn(zone, text);
  if (at === undefined) return { until: now, note: `\`${text}\` is not a date and time: not waited.` };
  return at <= now ? { until: now, note: `\`${text}\` has passed: not waited.` } : { until: at };
}

/** Today counts while its time is still ahead: a loop through this wait goes round once a day, not all at once. */
function nextDay({ on, at }: Day, zone: string, now: number): number {
  const wanted = daysOf(on);
  let date = dateIn(zone, now);
  // Nine days reach every weekday once, even in a zone that has just left out a day (Samoa, 2011).
  for (let ahead = 0; ahead < 9; ahead += 1) {
    const moment = atTime(date, at, zone);
    // A date that the zone left out is shown as another date: it has no such day.
    if (wanted.has(weekdayOf(date)) && moment > now && dateIn(zone, moment).equals(date)) return moment;
    date = date.add({ days: 1 });
  }
  return now;
}

function daysOf(on: Day['on']): ReadonlySet<Weekday> {
  if (on === 'any') return new Set(WEEKDAYS);
  if (on === 'weekday') return new Set(WEEKDAYS.slice(0, 5));
  return new Set(typeof on === 'string' ? [on] : on);
}

function byDate(wait: DateWait, card: Card, zone: string, now: number): WaitEnd {
  const value = detailOf(card, wait.detail);
  if (value === undefined) return { until: now, note: `The contact has no \`${wait.detail}\`: not waited.` };
  const base = readDate(String(value), zone);
  if (base === undefined) {
    return {
      until: now,
      note: `\`${wait.detail}\` is \`${String(value).slice(0, 60)}\`, which is no date: not waited.`,
    };
  }
  const end = wait.yearly === true ? nextAnniversary(base, wait, zone, now) : momentOf(base, wait, zone);
  if (end < now) return { until: now, note: `\`${wait.detail}\` (${base.date}) has passed: not waited.` };
  return { until: end };
}

type Base = { readonly date: Temporal.PlainDate; readonly time: Temporal.PlainTime };

/** A date, or a date and time as the zone shows it. */
function readDate(value: string, zone: string): Base | undefined {
  try {
    const text = value.trim();
    if (/^\d{4}-\d\d-\d\d$/.test(text)) {
      return { date: Temporal.PlainDate.from(text, { overflow: 'reject' }), time: new Temporal.PlainTime() };
    }
    const at = parseIn(zone, text);
    if (at === undefined) return undefined;
    const local = zoned(zone, at);
    return { date: local.toPlainDate(), time: local.toPlainTime() };
  } catch {
    return undefined;
  }
}

/** Whole days and weeks of an offset move the date, so that summer time moves no birthday; hours and less move the moment. */
function momentOf({ date, time }: Base, { offset, at }: DateWait, zone: string): number {
  const { days, ms } = splitOffset(offset);
  const clock = at ?? time.toString({ smallestUnit: 'millisecond' });
  return atTime(date.add({ days }), clock, zone) + ms;
}

function splitOffset(offset: string | undefined): { readonly days: number; readonly ms: number } {
  if (offset === undefined) return { days: 0, ms: 0 };
  const ms = durationMs(offset);
  return /(day|week)s?$/.test(offset) ? { days: Math.round(ms / 86_400_000), ms: 0 } : { days: 0, ms };
}

/** The next one ahead, 29 February falling on the 28th in ordinary years. */
function nextAnniversary(base: Base, wait: DateWait, zone: string, now: number): number {
  const { days, ms } = splitOffset(wait.offset);
  const shift = days + Math.round(ms / 86_400_000);
  // Begin a year early: an offset may carry last year's day past now, or this year's before it.
  const first = dateIn(zone, now).subtract({ days: shift }).year - 1;
  for (let year = first; year < first + 4; year += 1) {
    const date = base.date.with({ year }, { overflow: 'constrain' });
    const moment = momentOf({ ...base, date }, wait, zone);
    if (moment > now) return moment;
  }
  return now;
}

function withNote(end: WaitEnd, { warning }: ContactZone): WaitEnd {
  if (warning === undefined) return end;
  return { ...end, note: end.note === undefined ? warning : `${end.note} ${warning}` };
}
