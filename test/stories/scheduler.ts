/**
 * A scheduler that outlives whoever sets its timers, as EventBridge Scheduler does: one timer for a run, the one set last. It rings
 * until somebody has done what is to be done then: who dies over it is followed by one who hears it again.
 */
import type { Timer, Timers } from '../../functions/ports/timers.ts';
import type { ManualClock } from '../../infra/local/clock.ts';

export type Scheduler = {
  /** For a runtime that opens by this clock; it hears of what the one before has set. */
  readonly timers: (clock: ManualClock) => (ring: (timer: Timer) => Promise<void>) => Timers;
  readonly set: () => readonly Timer[];
};

export function openScheduler(): Scheduler {
  type Waiting = { readonly timer: Timer; readonly off: () => void };
  const waiting = new Map<string, Waiting>();
  let living: ManualClock | undefined;
  const nameOf = ({ tenant, run }: Timer): string => `${tenant}|${run}`;
  return {
    timers: (clock) => (ring) => {
      living = clock;
      const setOne = (timer: Timer): void => {
        const name = nameOf(timer);
        waiting.get(name)?.off();
        waiting.delete(name);
        if (timer.at === undefined) return;
        const rung = (): void => {
          if (waiting.get(name) === own) waiting.delete(name);
        };
        const off = clock.at(Date.parse(timer.at), () => void ring(timer).then(rung, () => {}));
        const own: Waiting = { timer, off };
        waiting.set(name, own);
      };
      for (const { timer } of [...waiting.values()]) setOne(timer);
      // Whoever was killed says nothing any more.
      const set = async (timers: readonly Timer[]) => (living === clock ? timers.forEach(setOne) : undefined);
      return { lasting: true, set };
    },
    set: () => [...waiting.values()].map(({ timer }) => timer),
  };
}
