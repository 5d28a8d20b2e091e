/** Moments that a definition writes, compared without a zone: they may be off by half a day, which no limit of a year minds. */
import type { Definition } from '../../language/definition.ts';
import { parseMoment } from '../../predicate/moment.ts';

/** Epoch milliseconds, read as UTC where no offset is given; `undefined` for what is no moment. */
export const momentOf = (text: string | undefined): number | undefined => parseMoment(text)?.at;

/** Before this moment nobody can have entered. */
export function entersFrom({ entry, triggers }: Definition): number | undefined {
  const opens = momentOf(entry?.from);
  const starts = triggers.map((trigger) =>
    trigger.on === 'date.reached' ? momentOf(trigger.at) : undefined,
  );
  const first = starts.includes(undefined) ? undefined : Math.min(...starts.map((at) => at ?? 0));
  if (opens === undefined || first === undefined) return opens ?? first;
  return Math.max(opens, first);
}
