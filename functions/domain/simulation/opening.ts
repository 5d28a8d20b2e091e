/**
 * When the next message may go out, remembered: a million contacts of a simulation ask the same window of a handful of zones
 * over and over, and the calendar is the slowest thing that they touch. Windows open and close at full minutes, so one
 * answer holds for its minute.
 */
import type { SendingRules } from '../message/gate.ts';
import { nextOpening } from '../time/window.ts';

const MINUTE = 60_000;
/** Minutes of about four months, of every zone that is common. */
const CAPACITY = 500_000;

/** By the rules' identity, which are a version's; then by zone and minute. */
const remembered = new WeakMap<SendingRules, Map<string, Map<number, number>>>();

/** As `nextOpening`; `now` in epoch milliseconds. */
export function openingFor(rules: SendingRules, zone: string, now: number): number {
  if (rules.days === undefined && rules.hours === undefined) return now;
  const minute = Math.floor(now / MINUTE);
  const minutes = minutesOf(rules, zone);
  let opens = minutes.get(minute);
  if (opens === undefined) {
    opens = nextOpening(rules, zone, minute * MINUTE);
    if (minutes.size >= CAPACITY) minutes.clear();
    minutes.set(minute, opens);
  }
  return Math.max(now, opens);
}

function minutesOf(rules: SendingRules, zone: string): Map<number, number> {
  const zones = remembered.get(rules) ?? new Map<string, Map<number, number>>();
  remembered.set(rules, zones);
  const minutes = zones.get(zone) ?? new Map<number, number>();
  zones.set(zone, minutes);
  return minutes;
}
