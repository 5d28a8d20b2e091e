/**
 * Timers of runs. They follow from the run's row, as the change feed tells it: whoever wrote the row may die at once, and the feed
 * still sets the timer; told twice, it is the same timer. When it rings, the row decides: the execution that a wait ends with asks it,
 * or whoever rings.
 */
import type { Cursor } from '../../../workflow-compiler/cursor.ts';
import { isJsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Deps } from '../../deps.ts';
import type { Change } from '../../ports/store.ts';
import type { Timer } from '../../ports/timers.ts';
import { contactOfKey } from '../keys.ts';
import { type Owner, ownerOf, RUN, runKey } from './keys.ts';
import { asRun, type RunRow } from './row.ts';
import { iso } from './settle.ts';
import { lookAtRun } from './sweep.ts';
import { after, EXPRESS_LEASE_MS } from './turn.ts';
import { entryCursor, isOver, startAt } from './wake.ts';

/** The timer that a row asks for; `undefined` for rows that ask for none. */
export function timerOf({ key, new: body }: Pick<Change, 'key' | 'new'>): Timer | undefined {
  if (!key.sk.startsWith(RUN) || body === undefined || !isJsonObject(body)) return undefined;
  const whose = contactOfKey(key);
  const row = asRun({ body });
  if (whose === undefined) return undefined;
  if (row.due === undefined) return row.timed === true ? { ...whose, run: row.run } : undefined;
  // A wait that a machine ends is due only some time after its end.
  return row.timed === true || row.wait?.until === row.due ? dueTimer(whose, row, row.due) : undefined;
}

/** A wait that time alone ends is ended by the execution that goes on: who rings need not look at the row for it. */
const dueTimer = (owner: Owner, row: RunRow, due: string): Timer => ({
  ...timer(owner, row, due),
  ...(isOver(row, row.generation, Date.parse(due)) ? { begins: entryCursor(owner, row) } : {}),
});

/** Sets the timers of these changes: of several of one run, the last. */
export async function setTimers({ timers }: Pick<Deps, 'timers'>, changes: readonly Change[]): Promise<void> {
  const asked = new Map(
    changes.flatMap((change) => {
      const timer = timerOf(change);
      return timer === undefined ? [] : [[`${timer.tenant}|${timer.run}`, timer] as const];
    }),
  );
  if (asked.size > 0) await timers.set([...asked.values()]);
}

/**
 * For changes that are told long after others of the same runs: as the rows ask by now. None is taken away: a timer too many does
 * nothing, and a run without one would wait for ever.
 */
export async function renewTimers(
  { timers, store }: Pick<Deps, 'timers' | 'store'>,
  changes: readonly Change[],
): Promise<void> {
  const keys = new Map(changes.map(({ key }) => [`${key.pk}\n${key.sk}`, key]));
  const runs = [...keys.values()].filter(({ sk }) => sk.startsWith(RUN));
  const rows = await Promise.all(runs.map((key) => store.get(key)));
  const asked = rows.flatMap((row): readonly Timer[] => {
    const timer = row === undefined ? undefined : timerOf({ key: row, new: row.body });
    return timer?.at === undefined ? [] : [timer];
  });
  if (asked.length > 0) await timers.set(asked);
}

/** A timer rang: ends the wait it was set for, or takes up what died, unless an event or an edit was faster. */
export async function ring(deps: Deps, { run, begins, ...whose }: Omit<Timer, 'at'>): Promise<void> {
  const owner = ownerOf(whose);
  if (begins !== undefined) return beginAt(deps, owner, begins);
  const item = await deps.store.get(runKey(owner, run));
  const row = item === undefined ? undefined : asRun(item);
  if (row?.due === undefined) return;
  const now = deps.clock.now();
  // Too early: an older timer than the row's. Its own may have given way to it.
  if (Date.parse(row.due) > now) return deps.timers.set([dueTimer(owner, row, row.due)]);
  if (!isOver(row, row.generation, now)) return lookAtRun(deps, owner, run, item);
  await beginAt(deps, owner, entryCursor(owner, row));
}

/**
 * The execution takes the row itself with its first write, or finds that it comes too late. Should it die before, or should this
 * timer have taken the place of the one that the row asks for, another rings, which asks the row.
 */
async function beginAt(deps: Deps, owner: Owner, cursor: Cursor): Promise<void> {
  await deps.timers.set([timer(owner, cursor, after(iso(deps.clock.now()), EXPRESS_LEASE_MS))]);
  await startAt(deps, owner, cursor);
}

const timer = ({ tenant, contact }: Owner, { run }: Pick<RunRow, 'run'>, at: string): Timer => ({
  tenant,
  contact,
  run,
  at,
});
