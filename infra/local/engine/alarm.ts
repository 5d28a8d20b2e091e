/** One alarm for all timers of all executions: the nearest is armed, the others are rows. */
import type { Timekeeper } from '../clock.ts';
import { Crashed } from '../faults.ts';
import type { Database } from '../store/database.ts';
import { integer } from '../store/statement.ts';
import type { Rows } from './rows.ts';

export type Alarm = {
  /** Something is due at this moment, perhaps before all else. */
  readonly note: (due: number | undefined) => void;
  /** Looks up the nearest timer and arms it. */
  readonly arm: () => void;
  /** When the nearest timer will fire: later than its own moment only after a write has failed. */
  readonly next: () => number | undefined;
  readonly close: () => void;
};

const AT_ONCE = 500;
const PAUSE_AFTER_FAILURE = 1000;

/**
 * `fire` is told the timers of one execution that are due, earliest first; it resolves when they are used up.
 * `working` is told that timers are being fired and when that is over.
 */
export function openAlarm(
  db: Database,
  due: Rows['due'],
  clock: Timekeeper,
  fire: (execution: number, timers: readonly string[]) => Promise<void>,
  working: (work: Promise<void>) => void,
): Alarm {
  const nearest = db.prepare('SELECT due FROM executions WHERE due IS NOT NULL ORDER BY due LIMIT 1');
  let armed = Number.POSITIVE_INFINITY;
  let callOff = (): void => {};
  let ringing = false;
  let pausedUntil = 0;
  let closed = false;

  const next = (): number | undefined => {
    const row = nearest.get();
    return row === undefined ? undefined : Math.max(integer(row.due), pausedUntil);
  };

  const note = (moment: number | undefined): void => {
    if (moment === undefined || moment >= armed || ringing || closed) return;
    callOff();
    armed = moment;
    callOff = clock.at(moment, () => working(ring()));
  };

  const arm = (): void => {
    try {
      note(next());
    } catch (error) {
      if (!(error instanceof Crashed)) note(clock.now() + PAUSE_AFTER_FAILURE);
    }
  };

  const ring = async (): Promise<void> => {
    if (closed) return;
    ringing = true;
    try {
      for (let more = true; more && !closed; ) more = await fireDue();
    } catch (error) {
      // Nothing was lost: the timers are still on disk. A crashed runtime stays silent from here on.
      if (error instanceof Crashed) closed = true;
      pausedUntil = clock.now() + PAUSE_AFTER_FAILURE;
    }
    ringing = false;
    armed = Number.POSITIVE_INFINITY;
    if (!closed) arm();
  };

  const fireDue = async (): Promise<boolean> => {
    const now = clock.now();
    const found = due(now, AT_ONCE);
    // Of timers that cannot be read, one without a name: firing it finds the execution unreadable and ends it.
    await Promise.all(found.map(({ id, timers = [''] }) => fire(id, timers)));
    return found.length === AT_ONCE;
  };

  return {
    note,
    arm,
    next,
    close: () => {
      closed = true;
      callOff();
    },
  };
}
