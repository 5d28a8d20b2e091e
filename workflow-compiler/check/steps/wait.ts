/** Exactly one of the four ways to say when a wait ends, and a date that exists. */
import type { Finding } from '../../diagnostics/finding.ts';
import { quoteList } from '../../diagnostics/near.ts';
import type { StepOf } from '../../language/step.ts';
import { dateTime } from '../dates.ts';
import { detailName } from '../details.ts';
import type { StepPlace } from '../step.ts';

const WAYS = ['for', 'until', 'day', 'date'] as const;

export function wait(step: StepOf<'wait'>, { at }: StepPlace): readonly Finding[] {
  const given = WAYS.filter((way) => step[way] !== undefined);
  const unclear: readonly Finding[] =
    given.length === 1
      ? []
      : [
          {
            code: 'STEP-02',
            at,
            detail:
              given.length === 0 ? 'The wait has no end.' : `The wait has several ends: ${quoteList(given)}.`,
            hint: `Give exactly one of ${quoteList(WAYS)}.`,
          },
        ];
  return [
    ...unclear,
    ...dateTime(step.until, `${at}/until`),
    ...(step.date === undefined ? [] : detailName(step.date.detail, `${at}/date/detail`)),
  ];
}
