/** Express: whoever is asked to slow down waits in the row, not in a retry of an execution that lives five minutes. */
import { shortly, type Throttled } from './errors.ts';
import { type Frame, iso, type Paused } from './settle.ts';

/** It comes again this much later, this many times. */
const THROTTLED_MS = 5 * 60_000;
const THROTTLED_TIMES = 48;

/** The turn, put off; throws `asked` when that has been done often enough. */
export function slowedDown({ row, now }: Pick<Frame, 'row' | 'now'>, asked: Throttled): Paused {
  const times = (row.wait?.kind === 'throttled' ? (row.wait.times ?? 1) : 0) + 1;
  if (times > THROTTLED_TIMES) throw asked;
  const why = shortly(asked.message);
  return { kind: 'postponed', wait: { kind: 'throttled', until: iso(now + THROTTLED_MS), times, why } };
}
