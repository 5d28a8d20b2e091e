/** When the next message may go out: the days and hours of a workflow's sending rules, in the contact's zone. */
import type { Static } from 'typebox';
import type { SendingRules } from '../../../workflow-compiler/language/definition.ts';
import { atTime, dateIn, WEEKDAYS, weekdayOf } from './local.ts';

type Rules = Pick<Static<typeof SendingRules>, 'days' | 'hours'>;

/**
 * The first moment from `now` on that lies inside the window: `now` itself when it does. The end of the hours is outside. Hours
 * over midnight (`22:00` to `02:00`) belong to the day on which they begin; equal ends mean the whole day. Epoch milliseconds.
 *
 * @example nextOpening({ days: ['monday'], hours: { from: '09:00', to: '17:00' } }, 'Europe/Berlin', now)
 */
export function nextOpening(rules: Rules | undefined, zone: string, now: number): number {
  if (rules?.days === undefined && rules?.hours === undefined) return now;
  const days = new Set(rules.days ?? WEEKDAYS);
  // Yesterday's window may still be open after midnight.
  let date = dateIn(zone, now).subtract({ days: 1 });
  for (let step = 0; step < 12; step += 1) {
    if (days.has(weekdayOf(date))) {
      const [opens, closes] = windowOf(date, rules.hours, zone);
      if (closes > now && closes > opens) return Math.max(opens, now);
    }
    date = date.add({ days: 1 });
  }
  return now;
}

function windowOf(date: ReturnType<typeof dateIn>, hours: Rules['hours'], zone: string): [number, number] {
  const next = date.add({ days: 1 });
  if (hours === undefined || hours.from === hours.to) {
    const from = hours?.from ?? '00:00';
    return [atTime(date, from, zone), atTime(next, from, zone)];
  }
  return [atTime(date, hours.from, zone), atTime(hours.from < hours.to ? date : next, hours.to, zone)];
}
