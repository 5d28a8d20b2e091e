/** What a waiting run waits for: since when events count, and which path an event takes. */
import type { StepOf } from '../../../workflow-compiler/language/step.ts';
import { compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Store } from '../../ports/store.ts';
import { activityFor } from '../event/activity.ts';
import type { Owner } from './keys.ts';
import { readPages } from './pages.ts';
import type { HistoryEntry, RunRow } from './row.ts';

/** Events at or after this moment count: when the step `since` was last done, else the latest message, else the run's start. */
export async function reference(
  store: Store,
  owner: Owner,
  row: RunRow,
  step: StepOf<'wait-for-event'>,
): Promise<string> {
  const counts = beginsWait(step);
  const recent = row.history.findLast(counts);
  if (recent !== undefined) return recent.at;
  for (let page = row.pages - 1; page >= 0; page -= 1) {
    const found = (await readPages(store, owner, row.run, page, page)).findLast(counts);
    if (found !== undefined) return found.at;
  }
  return row.startedAt;
}

/** Which entries of history events are counted from. */
export const beginsWait =
  ({ since }: StepOf<'wait-for-event'>) =>
  (entry: HistoryEntry): boolean =>
    since === undefined ? entry.did === 'sent' : entry.step === since && entry.did !== 'entered';

/** Whether the event came before what the run waits for, or has woken it already. */
export const isOld = (row: RunRow, event: Activity): boolean =>
  event.at < (row.wait?.since ?? row.startedAt) ||
  row.woken?.includes(event.id) === true ||
  // Where no machine counts the time, somebody may look late: what came after the end of the wait came too late.
  (row.wait?.resume !== undefined && event.at > row.wait.until);

/**
 * The click that implied this open, as it is told beside it. Where a wait has a path for the click the open leaves the run to it:
 * the two may come in any order, and the way must not depend on that.
 */
export const clickBehind = (event: Activity): Activity | undefined =>
  event.type === 'email.opened' && event.properties.clicked !== undefined
    ? { ...event, type: 'email.clicked', properties: { ...event.properties, link: event.properties.clicked } }
    : undefined;

/** The path that the event takes from this wait; the first in the order of the definition. An event wakes a run once. */
export async function pathOf(
  store: Store,
  owner: Owner,
  row: RunRow,
  step: StepOf<'wait-for-event'>,
  card: Card,
  event: Activity,
  now: number,
): Promise<string | undefined> {
  if (isOld(row, event)) return undefined;
  const run = { id: row.run, workflow: row.workflow };
  const taken = async (one: Activity): Promise<string | undefined> => {
    for (const path of step.paths) {
      const pattern = compileEvent(path.event);
      if (!pattern.concerns(one, { run })) continue;
      const activity = await activityFor(store, owner.tenant, owner.contact, pattern.needs, now);
      if (pattern.matches(one, { card, activity, run, now })) return path.id;
    }
    return undefined;
  };
  const click = clickBehind(event);
  if (click !== undefined && (await taken(click)) !== undefined) return undefined;
  return taken(event);
}
