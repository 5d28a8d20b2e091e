/**
 * Timers of waiting runs. They follow from the run's row, as the change feed tells it: whoever wrote the row may die at once, and
 * the feed still sets the timer; told twice, it is the same timer. When it rings, the row is asked what to do.
 */
import { isJsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Deps } from '../../deps.ts';
import type { Change } from '../../ports/store.ts';
import type { Timer } from '../../ports/timers.ts';
import { contactOfKey } from '../keys.ts';
import { ownerOf, RUN, runKey } from './keys.ts';
import { asRun } from './row.ts';
import { lookAtRun } from './sweep.ts';

/** The timer that a row asks for; `undefined` for what does not wait, and for waits that a machine ends. */
export function timerOf({ key, new: body }: Pick<Change, 'key' | 'new'>): Timer | undefined {
  if (!key.sk.startsWith(RUN) || body === undefined || !isJsonObject(body)) return undefined;
  const { run, generation, due, wait } = body;
  // A wait that a machine ends is due only some time after its end.
  if (typeof due !== 'string' || !isJsonObject(wait) || wait.until !== due) return undefined;
  const whose = contactOfKey(key);
  if (whose === undefined || typeof run !== 'string' || typeof generation !== 'number') return undefined;
  return { ...whose, run, generation, at: due };
}

/** Sets the timers of these changes. What is due already is the sweeper's, and so is what could not be set. */
export async function setTimers(
  { timers, clock, log }: Pick<Deps, 'timers' | 'clock' | 'log'>,
  changes: readonly Change[],
): Promise<void> {
  const now = clock.now();
  const asked = changes.flatMap((change) => timerOf(change) ?? []).filter(({ at }) => Date.parse(at) > now);
  if (asked.length === 0) return;
  try {
    await timers.set(asked);
  } catch (error) {
    log.warn('timers were not set: the sweeper ends these waits', {
      timers: asked.length,
      error: String(error),
    });
  }
}

/** A timer rang: ends the wait it was set for, unless an event or an edit was faster. */
export async function ring(deps: Deps, timer: Timer): Promise<void> {
  const owner = ownerOf(timer);
  const item = await deps.store.get(runKey(owner, timer.run));
  if (item === undefined || asRun(item).generation !== timer.generation) return;
  await lookAtRun(deps, owner, timer.run);
}
