/** A scheduler that outlives whoever sets its timers, as EventBridge Scheduler does: one timer for a run, the one set last. */
import type { Timer, Timers } from '../../functions/ports/timers.ts';
import type { ManualClock } from '../../infra/local/clock.ts';

export type Scheduler = {
  /** For a runtime that opens by this clock; it hears of what the one before has set. */
  readonly timers: (clock: ManualClock) => (ring: (timer: Timer) => void) => Timers;
  readonly set: () => readonly Timer[];
};

export function openScheduler(): Scheduler {
  const waiting = new Map<string, { readonly timer: Timer; readonly off: () => void }>();
  const nameOf = ({ tenant, run }: Timer): string => `${tenant}|${run}`;
  return {
    timers: (clock) => (ring) => {
      const setOne = (timer: Timer): void => {
        const name = nameOf(timer);
        waiting.get(name)?.off();
        waiting.delete(name);
        if (timer.at === undefined) return;
        const off = clock.at(Date.parse(timer.at), () => {
          waiting.delete(name);
          ring(timer);
        });
        waiting.set(name, { timer, off });
      };
      for (const { timer } of [...waiting.values()]) setOne(timer);
      return { lasting: true, set: async (timers) => timers.forEach(setOne) };
    },
    set: () => [...waiting.values()].map(({ timer }) => timer),
  };
}
