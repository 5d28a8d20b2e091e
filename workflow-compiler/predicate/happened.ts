/** Looks for activity of one type within a time: what the leaves about messages share. */
import { parseInstant } from '../interpreter/instant.ts';
import { durationMs } from '../language/duration.ts';
import type { Activity, Facts } from './facts.ts';
import type { Sight } from './leaves/leaf.ts';

/** Whether the activity lies within the duration before `now`; without a duration, always. Its beginning counts. */
export function isWithin(activity: Activity, within: string | undefined, now: number): boolean {
  return within === undefined || (parseInstant(activity.at) ?? 0) >= now - durationMs(within);
}

/** Holds when any such activity is found; saw: the time of the newest. */
export function happened(
  type: string,
  within: string | undefined,
  test: (activity: Activity, facts: Facts) => boolean,
): (facts: Facts) => Sight {
  return (facts) => {
    const found = facts.activity.find(
      (activity) => activity.type === type && isWithin(activity, within, facts.now) && test(activity, facts),
    );
    return found === undefined ? { holds: false } : { holds: true, saw: found.at };
  };
}
