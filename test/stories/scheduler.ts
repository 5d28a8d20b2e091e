/** A scheduler that outlives whoever sets its timers, as EventBridge Scheduler does: one timer for a run, the one set last. */
import type { Timer, Timers } from '../../functions/ports/timers.ts';
import type { ManualClock } from '../../infra/local/clock.ts';

export type Scheduler = {
  /** For a runtime that opens; whoever opens next hears of what the one before has set. */
  readonly timers: (ring: (timer: Timer) => void) => Timers;
  readonly set: () => readonly Timer[];
};

export function openScheduler(clock: ManualClock): Scheduler {
  const waiting = new Map<string, { readonly timer: Timer; readonly off: () => void }>();
  let told: (timer: Timer) => void = () => {};
  const set = async (timers: readonly Timer[]): Promise<void> => {
    for (const timer of timers) {
      const name = `${timer.tenant}|${timer.run}`;
      waiting.get(name)?.off();
      waiting.delete(name);
      if (timer.at === undefined) continue;
      const off = clock.at(Date.parse(timer.at), () => {
        waiting.delete(name);
        told(timer);
      });
      waiting.set(name, { timer, off });
    }
  };
  return {
    timers: (ring) => {
      told = ring;
      return { lasting: true, set };
    },
    set: () => [...waiting.values()].map(({ timer }) => timer),
  };
}
