/** Moves a manual clock the way time passes: to the next thing that is due, let it happen, and on. */
import type { Deps } from '../../functions/deps.ts';
import { oldestDue } from '../../functions/domain/run/sweep.ts';
import type { ManualClock } from './clock.ts';

/** Milliseconds ahead. Throws when the runtime's clock is the system's. */
export type Advance = (ms: number) => Promise<void>;

export type Travel = {
  readonly clock: ManualClock | undefined;
  readonly deps: Deps;
  readonly idle: () => Promise<void>;
  readonly sweep: () => Promise<unknown>;
};

/** What stays due after a sweep is looked at again this much later. */
const AGAIN_MS = 60_000;

const lookAt = (due: number, swept: number): number => (due > swept ? due : swept + AGAIN_MS);

export function advancer({ clock, deps, idle, sweep }: Travel): Advance {
  return async (ms) => {
    if (clock === undefined) throw new Error('only a manual clock can be moved');
    const target = clock.now() + ms;
    let swept = Number.NEGATIVE_INFINITY;
    for (;;) {
      await idle();
      const due = await oldestDue(deps);
      const sweepAt = due === undefined ? target + 1 : Math.max(lookAt(Date.parse(due), swept), clock.now());
      const alarm = clock.next() ?? target + 1;
      const next = Math.min(sweepAt, alarm);
      if (next > target) break;
      clock.advanceTo(next);
      await idle();
      if (sweepAt > clock.now()) continue;
      swept = clock.now();
      await sweep();
    }
    clock.advanceTo(target);
    await idle();
  };
}
