/** Waits and openings over the changes of the clocks, the date line and leap days; and for every moment, never in the past. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCard } from '../../functions/domain/contact/change.ts';
import { parseIn } from '../../functions/domain/time/local.ts';
import { waitUntil } from '../../functions/domain/time/wait.ts';
import { nextOpening } from '../../functions/domain/time/window.ts';
import type { StepOf } from '../../workflow-compiler/language/step.ts';
import type { Card } from '../../workflow-compiler/predicate/facts.ts';

type WaitRule = Omit<StepOf<'wait'>, 'kind' | 'next'>;

const card = (birthday?: string, details: Card['details'] = {}): Card => ({
  ...newCard('c1', '2020-01-01T00:00:00.000Z'),
  ...(birthday === undefined ? {} : { birthday }),
  details,
});

const wait = (rule: WaitRule, now: string, zone: string, who = card()) => {
  const end = waitUntil(
    { kind: 'wait', next: 'end', ...rule },
    { now: Date.parse(now), card: who, zone: { zone, source: 'contact' } },
  );
  return new Date(end.until).toISOString().replace('.000', '');
};

describe('wait', () => {
  it.each<[string, WaitRule, string, string, string]>([
    [
      'a day is 24 hours over the spring change',
      { for: '1 day' },
      '2026-03-28T12:00:00Z',
      'Europe/Berlin',
      '2026-03-29T12:00:00Z',
    ],
    [
      'until a local time',
      { until: '2026-12-24T09:00' },
      '2026-12-01T00:00:00Z',
      'Europe/Berlin',
      '2026-12-24T08:00:00Z',
    ],
    [
      'until a time with offset',
      { until: '2026-12-24T09:00+05:00' },
      '2026-12-01T00:00:00Z',
      'Europe/Berlin',
      '2026-12-24T04:00:00Z',
    ],
    [
      'a time that has passed does not wait',
      { until: '2026-11-24T09:00' },
      '2026-12-01T00:00:00Z',
      'Europe/Berlin',
      '2026-12-01T00:00:00Z',
    ],
    [
      'Berlin gap moves forward',
      { until: '2026-03-29T02:30' },
      '2026-03-01T00:00:00Z',
      'Europe/Berlin',
      '2026-03-29T01:30:00Z',
    ],
    [
      'Berlin overlap takes the first',
      { until: '2026-10-25T02:30' },
      '2026-10-01T00:00:00Z',
      'Europe/Berlin',
      '2026-10-25T00:30:00Z',
    ],
    [
      'New York gap moves forward',
      { until: '2026-03-08T02:30' },
      '2026-03-01T00:00:00Z',
      'America/New_York',
      '2026-03-08T07:30:00Z',
    ],
    [
      'New York overlap takes the first',
      { until: '2026-11-01T01:30' },
      '2026-10-01T00:00:00Z',
      'America/New_York',
      '2026-11-01T05:30:00Z',
    ],
    [
      'Auckland gap moves forward',
      { until: '2026-09-27T02:30' },
      '2026-09-01T00:00:00Z',
      'Pacific/Auckland',
      '2026-09-26T14:30:00Z',
    ],
    [
      'Auckland overlap takes the first',
      { until: '2026-04-05T02:30' },
      '2026-04-01T00:00:00Z',
      'Pacific/Auckland',
      '2026-04-04T13:30:00Z',
    ],
    [
      'Lord Howe jumps half an hour',
      { until: '2026-10-04T02:15' },
      '2026-10-01T00:00:00Z',
      'Australia/Lord_Howe',
      '2026-10-03T15:45:00Z',
    ],
    [
      'Lord Howe overlap takes the first',
      { until: '2026-04-05T01:45' },
      '2026-04-01T00:00:00Z',
      'Australia/Lord_Howe',
      '2026-04-04T14:45:00Z',
    ],
    [
      'any day, still ahead today',
      { day: { on: 'any', at: '09:30' } },
      '2026-06-10T05:00:00Z',
      'Europe/Berlin',
      '2026-06-10T07:30:00Z',
    ],
    [
      'any day, exactly now, is tomorrow',
      { day: { on: 'any', at: '09:30' } },
      '2026-06-10T07:30:00Z',
      'Europe/Berlin',
      '2026-06-11T07:30:00Z',
    ],
    [
      'a weekday from Friday evening',
      { day: { on: 'weekday', at: '09:00' } },
      '2026-06-12T18:00:00Z',
      'Europe/Berlin',
      '2026-06-15T07:00:00Z',
    ],
    [
      'next Monday beyond the date line',
      { day: { on: 'monday', at: '08:00' } },
      '2026-06-14T19:30:00Z',
      'Pacific/Kiritimati',
      '2026-06-21T18:00:00Z',
    ],
    [
      'next Monday before the date line',
      { day: { on: 'monday', at: '08:00' } },
      '2026-06-15T18:00:00Z',
      'Pacific/Pago_Pago',
      '2026-06-15T19:00:00Z',
    ],
    [
      'one of several days',
      { day: { on: ['tuesday', 'saturday'], at: '10:00' } },
      '2026-06-10T12:00:00Z',
      'UTC',
      '2026-06-13T10:00:00Z',
    ],
    [
      'every day over the gap',
      { day: { on: 'any', at: '02:30' } },
      '2026-03-28T12:00:00Z',
      'Europe/Berlin',
      '2026-03-29T01:30:00Z',
    ],
    [
      'a day that Samoa left out',
      { day: { on: 'friday', at: '09:00' } },
      '2011-12-30T02:00:00Z',
      'Pacific/Apia',
      '2012-01-05T19:00:00Z',
    ],
  ])('%s', (_, rule, now, zone, expected) => {
    expect(wait(rule, now, zone)).toBe(expected);
  });

  it.each<[string, NonNullable<WaitRule['date']>, string, Card, string]>([
    [
      'a birthday this year',
      { detail: 'birthday', yearly: true, at: '09:00' },
      '2026-03-01T00:00:00Z',
      card('1990-05-17'),
      '2026-05-17T07:00:00Z',
    ],
    [
      'a birthday next year',
      { detail: 'birthday', yearly: true, at: '09:00' },
      '2026-06-01T00:00:00Z',
      card('1990-05-17'),
      '2027-05-17T07:00:00Z',
    ],
    [
      'a leap birthday in an ordinary year',
      { detail: 'birthday', yearly: true },
      '2026-02-01T00:00:00Z',
      card('2000-02-29'),
      '2026-02-27T23:00:00Z',
    ],
    [
      'a leap birthday in a leap year',
      { detail: 'birthday', yearly: true },
      '2028-02-01T00:00:00Z',
      card('2000-02-29'),
      '2028-02-28T23:00:00Z',
    ],
    [
      'three days before, over the new year',
      { detail: 'birthday', yearly: true, offset: '-3 days' },
      '2026-12-15T00:00:00Z',
      card('1990-01-02'),
      '2026-12-29T23:00:00Z',
    ],
    [
      'three days before that have passed',
      { detail: 'birthday', yearly: true, offset: '-3 days' },
      '2026-12-30T12:00:00Z',
      card('1990-01-02'),
      '2027-12-29T23:00:00Z',
    ],
    [
      '40 days after, from last year',
      { detail: 'birthday', yearly: true, offset: '40 days' },
      '2027-01-10T00:00:00Z',
      card('1990-12-20'),
      '2027-01-28T23:00:00Z',
    ],
    [
      'days of an offset keep the local time',
      { detail: 'trial', offset: '2 days', at: '08:00' },
      '2026-03-01T00:00:00Z',
      card(undefined, { trial: '2026-03-28' }),
      '2026-03-30T06:00:00Z',
    ],
    [
      'hours of an offset are elapsed time',
      { detail: 'trial', offset: '-2 hours' },
      '2026-03-01T00:00:00Z',
      card(undefined, { trial: '2026-03-29T03:30' }),
      '2026-03-28T23:30:00Z',
    ],
    [
      "hours after last year's day, still ahead in the new year",
      { detail: 'birthday', yearly: true, at: '23:00', offset: '5 hours' },
      '2027-01-01T00:30:00Z',
      card('1990-12-31'),
      '2027-01-01T03:00:00Z',
    ],
    [
      'a date that has passed does not wait',
      { detail: 'trial' },
      '2026-06-01T00:00:00Z',
      card(undefined, { trial: '2026-03-28' }),
      '2026-06-01T00:00:00Z',
    ],
    [
      'no such detail does not wait',
      { detail: 'trial' },
      '2026-06-01T00:00:00Z',
      card(),
      '2026-06-01T00:00:00Z',
    ],
    [
      'what is no date does not wait',
      { detail: 'trial' },
      '2026-06-01T00:00:00Z',
      card(undefined, { trial: 'soon' }),
      '2026-06-01T00:00:00Z',
    ],
  ])('%s', (_, date, now, who, expected) => {
    expect(wait({ date }, now, 'Europe/Berlin', who)).toBe(expected);
  });

  it('says why it did not wait, and that a zone was passed over', () => {
    const zone = { zone: 'UTC', source: 'tenant', warning: 'The zone was passed over.' } as const;
    const end = waitUntil(
      { kind: 'wait', until: '2020-01-01T00:00', next: 'end' },
      { now: 1.8e12, card: card(), zone },
    );
    expect(end.note).toBe('`2020-01-01T00:00` has passed: not waited. The zone was passed over.');
  });
});

const zones = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Auckland',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'UTC',
);
const instants = fc.integer({ min: Date.parse('2009-01-01T00:00Z'), max: Date.parse('2037-01-01T00:00Z') });
const times = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const days = fc.constantFrom('any' as const, 'weekday' as const, 'sunday' as const, 'friday' as const);

const rules = fc.oneof(
  fc.record({ day: fc.record({ on: days, at: times }) }),
  fc.record({
    date: fc.record({
      detail: fc.constant('birthday'),
      yearly: fc.constant(true),
      at: times,
      offset: fc.constantFrom('-9 days', '0 days', '5 hours', '3 weeks'),
    }),
  }),
);

describe('properties of waits', () => {
  it('a wait ends ahead, within a year and some days', () => {
    fc.assert(
      fc.property(rules, zones, instants, (rule, zone, now) => {
        const { until } = waitUntil(
          { kind: 'wait', next: 'end', ...rule },
          { now, card: card('2000-02-29'), zone: { zone, source: 'contact' } },
        );
        expect(until).toBeGreaterThan(now);
        expect(until - now).toBeLessThan(400 * 86_400_000);
      }),
    );
  });

  it('asked again before it ends, it ends at the same moment', () => {
    fc.assert(
      fc.property(
        rules,
        zones,
        instants,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (rule, zone, now, share) => {
          const ask = (at: number) =>
            waitUntil(
              { kind: 'wait', next: 'end', ...rule },
              { now: at, card: card('2000-02-29'), zone: { zone, source: 'contact' } },
            ).until;
          const end = ask(now);
          expect(ask(Math.floor(now + (end - now) * share))).toBe(end);
        },
      ),
    );
  });
});

describe('nextOpening', () => {
  const open = (rules: Parameters<typeof nextOpening>[0], now: string, zone = 'Europe/Berlin') =>
    new Date(nextOpening(rules, zone, Date.parse(now))).toISOString().replace('.000', '');
  const office = {
    days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    hours: { from: '09:00', to: '17:00' },
  } as const;
  const weekdays = { days: [...office.days], hours: office.hours };
  const night = { days: ['friday' as const], hours: { from: '22:00', to: '02:00' } };

  it.each<[string, Parameters<typeof nextOpening>[0], string, string]>([
    ['no rules: now', undefined, '2026-06-13T03:00:00Z', '2026-06-13T03:00:00Z'],
    ['inside: now', weekdays, '2026-06-12T08:00:00Z', '2026-06-12T08:00:00Z'],
    ['the end is outside', weekdays, '2026-06-11T15:00:00Z', '2026-06-12T07:00:00Z'],
    ['before the hours', weekdays, '2026-06-12T03:00:00Z', '2026-06-12T07:00:00Z'],
    ['over the weekend', weekdays, '2026-06-12T15:00:00Z', '2026-06-15T07:00:00Z'],
    ['over midnight, after midnight', night, '2026-06-12T23:30:00Z', '2026-06-12T23:30:00Z'],
    ['over midnight, closed', night, '2026-06-13T00:00:00Z', '2026-06-19T20:00:00Z'],
    ['days without hours', { days: ['sunday'] }, '2026-06-12T15:00:00Z', '2026-06-13T22:00:00Z'],
    [
      'hours that the gap swallows',
      { hours: { from: '02:00', to: '03:00' } },
      '2026-03-29T00:30:00Z',
      '2026-03-30T00:00:00Z',
    ],
  ])('%s', (_, rules, now, expected) => {
    expect(open(rules, now)).toBe(expected);
  });

  it('never lies in the past, and an opening is open', () => {
    const hours = fc.record({ from: times, to: times });
    fc.assert(
      fc.property(
        hours,
        fc.option(fc.constant<('monday' | 'saturday')[]>(['monday', 'saturday'])),
        zones,
        instants,
        (hour, weekly, zone, now) => {
          const rule = { hours: hour, ...(weekly === null ? {} : { days: weekly }) };
          const opening = nextOpening(rule, zone, now);
          expect(opening).toBeGreaterThanOrEqual(now);
          expect(nextOpening(rule, zone, opening)).toBe(opening);
        },
      ),
    );
  });
});

describe('parseIn', () => {
  it('refuses days that the calendar does not have', () => {
    expect(parseIn('UTC', '2026-02-30T09:00')).toBeUndefined();
    expect(parseIn('Europe/Berlin', '2026-12-24T09:00')).toBe(Date.parse('2026-12-24T08:00Z'));
  });
});
