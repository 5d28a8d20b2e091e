/** Runs the functions that the manifest gives a schedule, again and again; a run that takes longer than its period is not overtaken. */
import type { Log } from '../../functions/ports/log.ts';
import type { Timekeeper } from './clock.ts';
import { Crashed } from './faults.ts';

export type Scheduled = { readonly everySeconds: number; readonly run: () => Promise<unknown> };

export type Schedules = { readonly start: () => void; readonly close: () => void };

export function openSchedules(
  clock: Timekeeper,
  log: Log,
  entries: readonly Scheduled[],
  track: (work: Promise<void>) => void,
): Schedules {
  let closed = false;
  let offs: readonly (() => void)[] = [];

  const arm = (index: number, { everySeconds, run }: Scheduled): void => {
    const off = clock.at(clock.now() + everySeconds * 1000, () => {
      if (closed) return;
      const work = run().then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof Crashed) closed = true;
          else log.error('a scheduled function failed', { error: String(error) });
        },
      );
      track(work.then(() => arm(index, { everySeconds, run })));
    });
    offs = offs.with(index, off);
  };

  return {
    start: () => {
      offs = entries.map(() => () => {});
      for (const [index, entry] of entries.entries()) arm(index, entry);
    },
    close: () => {
      closed = true;
      for (const off of offs) off();
    },
  };
}
