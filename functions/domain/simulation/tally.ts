/**
 * What a simulation counts, as whole numbers under flat names: sums do not depend on their order, so threads count for
 * themselves and the totals are the same to the byte. `report.ts` reads them.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { isMessage } from '../../../workflow-compiler/language/channel.ts';
import { sendingOf } from '../message/sending.ts';
import { zoned } from '../time/local.ts';
import { zoneFor } from './happen.ts';
import type { Person, Watch } from './person.ts';
import { bucketOf } from './quantile.ts';

export type Tally = {
  readonly counts: Map<string, number>;
  /** Epoch milliseconds of the simulation's beginning: hours are counted from it. */
  readonly start: number;
};

export function openTally(start: number): Tally {
  return { counts: new Map(), start };
}

export function count({ counts }: Tally, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** Adds another tally's counts. */
export function addCounts(tally: Tally, counts: Iterable<readonly [string, number]>): void {
  for (const [name, by] of counts) count(tally, name, by);
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A watch that counts what goes by; what is only known at the end is counted by `countEnd`. */
export function tallying(tally: Tally): Watch {
  return {
    refused: (_person, { name }, outcome) => count(tally, `refused|${name}|${outcome}`),
    cut: ({ name }) => count(tally, `cut|${name}`),
    entered: (_person, { flow, row }) => count(tally, `entered|${flow.name}|${row.event?.type ?? ''}`),
    state: ({ flow }, state) => count(tally, `state|${flow.name}|${state}`),
    retried: ({ flow }, state) => count(tally, `retried|${flow.name}|${state}`),
    gone: ({ flow }, step) => count(tally, `gone|${flow.name}|${step}`),
    capped: (_person, { channel, cap }, { per }) =>
      count(tally, `capped|${channel}|${per}|${cap.over ?? 'skip'}`),
    settled: (person, { flow, row }, added) => {
      for (const { step, did, path, why, until } of added) {
        const place = `${flow.name}|${step}`;
        if (did === 'ended' || did === 'failed') continue;
        count(tally, `did|${place}|${did}`);
        if (path !== undefined) count(tally, `path|${place}|${path}`);
        if (did === 'skipped' || did === 'rejected')
          count(tally, `why|${place}|${did}|${reasonOf(why ?? '')}`);
        const waits = (did === 'parked' || did === 'held') && until !== undefined;
        if (waits && sendingOf(flow.content[step]) !== undefined) count(tally, `hold|${place}`);
        if (did === 'parked' && until !== undefined && isMessage(flow.content[step])) {
          const cause = row.wait?.kind === 'cap' ? 'cap' : 'window';
          count(tally, `${cause}|${place}|${bucketOf(Date.parse(until) - person.now)}`);
        }
      }
    },
    sent: (person, { channel, workflow }) => {
      count(tally, `sent|${workflow}|${channel}`);
      if (channel === 'sms') count(tally, `country|${workflow}|${countryOf(person.card?.phone)}`);
      const { now, stage } = person;
      const hour = Math.floor((now - tally.start) / HOUR);
      count(tally, `hour|${channel}|${hour}`);
      count(tally, `day|${channel}|${Math.floor((now + offsetIn(stage.household.zone, now)) / DAY)}`);
      if (person.card === undefined || channel === 'notify') return;
      const local = now + offsetIn(zoneFor(person, person.card).zone, now);
      count(tally, `clock|${channel}|${Math.floor((local % DAY) / HOUR)}`);
    },
  };
}

/** Reasons name dates and values of single contacts; what is counted is their kind. */
function reasonOf(why: string): string {
  return why
    .replace(/ on \d{4}-\d\d-\d\d \(.*\)$/s, '')
    .replace(/`[^`]*`/g, '`…`')
    .slice(0, 120);
}

/** Where the contact's runs stand when the simulation is over, and what became of the messages. */
export function countEnd(tally: Tally, { runs, messages }: Person): void {
  for (const {
    workflow,
    step,
    openedAt,
    machineOpenedAt,
    clicked,
    bouncedAt,
    complainedAt,
  } of messages.values()) {
    const place = `${workflow}|${step}`;
    if (bouncedAt !== undefined) count(tally, `bounced|${place}`);
    if (complainedAt !== undefined) count(tally, `complained|${place}`);
    if (openedAt !== undefined) count(tally, `opened|${place}`);
    if (clicked !== undefined) count(tally, `clicked|${place}`);
    const tracked = (openedAt === undefined ? 0 : 1) + (machineOpenedAt === undefined ? 0 : 1);
    if (tracked > 0) count(tally, `opens|${workflow}`, tracked);
    if (clicked !== undefined) count(tally, `clicks|${workflow}`, clicked.length);
  }
  for (const { flow, row } of runs.values()) {
    const { endedAt, state, reason } = row;
    if (endedAt === undefined) {
      count(tally, `inside|${flow.name}|${row.step}`);
      continue;
    }
    count(tally, `ended|${flow.name}|${state}`);
    if (state !== 'done') count(tally, `reason|${flow.name}|${state}|${reasonOf(reason ?? '')}`);
    count(tally, `lasted|${flow.name}|${bucketOf(Date.parse(endedAt) - Date.parse(row.startedAt))}`);
  }
}

const QUARTER = 900_000;
const offsets = new Map<string, Map<number, number>>();

/** The zone's offset from UTC in milliseconds; asked once for each quarter of an hour, since no zone changes within one. */
function offsetIn(zone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER);
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = zoned(zone, quarter * QUARTER).offsetNanoseconds / 1e6;
    known.set(quarter, offset);
  }
  return offset;
}

const countries = new Map<string, string>();

/** Where a telephone number is from, as prices know it. Made-up contacts share theirs. */
function countryOf(phone = ''): string {
  let country = countries.get(phone);
  if (country === undefined) {
    country = parsePhoneNumberFromString(phone)?.country ?? 'other';
    if (countries.size < 10_000) countries.set(phone, country);
  }
  return country;
}
