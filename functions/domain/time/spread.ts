/**
 * Nine o'clock is nine o'clock for everybody: a hundred thousand runs that wait for it would wake in one second. A tenant may have
 * such moments spread; a run's share is fixed when it parks, and the same whenever it is asked for.
 */
import type { StepOf } from '../../../workflow-compiler/language/step.ts';
import { shardOf } from '../keys.ts';

/** The longest spread, in seconds. */
export const MOST_SPREAD = 3600;

/** Milliseconds after the moment at which this run's wait ends. `of`: what tells this wait of this run from others. */
export function spreadMs(step: StepOf<'wait'>, of: string, spreadSeconds: number): number {
  const shared = step.day !== undefined || step.date !== undefined || step.until !== undefined;
  return shared && spreadSeconds > 0 ? shardOf(of, spreadSeconds) * 1000 : 0;
}
