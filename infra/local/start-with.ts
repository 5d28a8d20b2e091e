/** Starts executions in the commit of the rows that they belong to: neither is ever there without the other. */
import type { Machines } from '../../functions/ports/machines.ts';
import type { Database } from './store/database.ts';
import type { LocalStore } from './store/store.ts';

/** The engine writes a new execution as soon as its first states are computed, which mostly takes no more than promises. */
export const startingWith =
  (db: Database, store: LocalStore, { start }: Pick<Machines, 'start'>): NonNullable<Machines['startWith']> =>
  async (writes, machine, name, input) => {
    let started: Promise<unknown> = Promise.resolve();
    const written = await db.enlist(() => {
      const applied = store.apply(writes);
      // Should it come later than the commit and fail, whoever finds the row starts it.
      if (applied.ok) started = db.following(() => start(machine, name, input));
      started.catch(() => {});
      return applied;
    });
    await started;
    return written;
  };
