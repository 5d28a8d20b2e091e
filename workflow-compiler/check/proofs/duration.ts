/**
 * The worst case against the year that an execution lives. Durations and timeouts add up for certain; a wait for a day of
 * the week or for a date on the card (a year at most is taken) depends on the contact, so what exceeds a year only with
 * those is a warning. In express a run is no execution: it waits in its row for as long as it likes. Days for which a message is held are not counted: every yearly date before one would be too long.
 */
import type { Finding } from '../../diagnostics/finding.ts';
import { durationMs } from '../../language/duration.ts';
import type { Step, StepOf } from '../../language/step.ts';
import { daysOf, longestGap } from '../ways/clock.ts';
import type { Facts } from '../ways/facts.ts';
import { heaviest } from '../ways/heaviest.ts';
import { momentOf } from '../ways/moment.ts';
import type { Ways } from '../ways/ways.ts';
import type { Proof } from './proof.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

export const duration: Proof = (ways, { placement }) => {
  if (placement === 'express') return [];
  const { definition } = ways;
  const surely = heaviest(ways, (id) => certain(definition.steps[id]));
  if (surely > YEAR_MS)
    return [
      {
        code: 'LIMIT-02',
        at: '/steps',
        detail: `The longest way takes ${days(surely)} days; 365 are possible.`,
        hint: 'Shorten waits or lower `atMost`; or publish in the placement `express`, where a run may be longer.',
        onKey: true,
      },
    ];
  const most = longestRun(ways);
  const finding: Finding = {
    code: 'LIMIT-04',
    at: '/steps',
    detail: `The longest way may take ${days(most)} days, if dates and days fall badly; 365 are possible.`,
    hint: 'Start the workflow nearer to the date, or end here and let a tag start another one.',
    onKey: true,
  };
  return most > YEAR_MS ? [finding] : [];
};

const days = (ms: number): number => Math.ceil(ms / DAY_MS);

/** The longest that a run can be at a step, by what the definition alone says. */
function certain(step: Step | undefined): number {
  if (step?.kind === 'wait-for-event') return durationMs(step.timeout.after);
  return step?.kind === 'wait' && step.for !== undefined ? durationMs(step.for) : 0;
}

/** The longest that one run can take, in milliseconds: what re-entry after a while is held against. */
export const longestRun = (ways: Ways): number =>
  heaviest(ways, (id) => {
    const step = ways.definition.steps[id];
    return certain(step) + (step?.kind === 'wait' ? calendar(step, ways.at(id)) : 0);
  });

function calendar(step: StepOf<'wait'>, facts: Facts | undefined): number {
  if (step.day !== undefined) return longestGap(daysOf(step.day.on));
  if (step.date !== undefined) return YEAR_MS;
  const until = momentOf(step.until);
  if (until === undefined || facts?.notBefore === undefined) return 0;
  return Math.max(0, until - facts.notBefore);
}
