/** Exit rules and goals: what an event means for a run wherever it is. */
import type { Interrupt } from '../../../workflow-compiler/artifact.ts';
import { END } from '../../../workflow-compiler/language/end.ts';
import { compileCondition } from '../../../workflow-compiler/predicate/compile.ts';
import { compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import { activityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import type { Store } from '../../ports/store.ts';
import { activityFor } from '../event/activity.ts';
import type { VersionRow } from '../workflow/row.ts';
import { toActivity } from './facts.ts';
import type { Owner } from './keys.ts';
import type { RunRow } from './row.ts';
import type { Entry, Settled } from './settle.ts';

type Pending = NonNullable<RunRow['pending']>;

/** The first interrupt that this event brings about, in the order of the definition. */
export async function interruptBy(
  store: Store,
  owner: Owner,
  version: VersionRow,
  row: RunRow,
  card: Card,
  event: Activity,
  now: number,
): Promise<Interrupt | undefined> {
  // What made the run enter cannot make it leave.
  if (row.woken?.includes(event.id) === true || event.at < row.startedAt) return undefined;
  const run = { id: row.run, workflow: row.workflow };
  for (const interrupt of version.routing.interrupts) {
    if (!interrupt.types.includes(event.type) || row.reached?.includes(interrupt.id) === true) continue;
    if (interrupt.event !== undefined) {
      const pattern = compileEvent(interrupt.event);
      if (!pattern.concerns(event, { run })) continue;
      const activity = await activityFor(store, owner.tenant, owner.contact, pattern.needs, now);
      if (pattern.matches(event, { card, activity, run, now })) return interrupt;
    } else if (interrupt.when !== undefined) {
      const activity = await activityFor(
        store,
        owner.tenant,
        owner.contact,
        activityNeeds(interrupt.when),
        now,
      );
      const at = row.event === undefined ? {} : { event: toActivity(row.event) };
      if (compileCondition(interrupt.when).judge({ card, activity, run, now, ...at }).holds) return interrupt;
    }
  }
  return undefined;
}

/** Types that interrupt runs of a version at any time. */
export const interruptTypes = (version: VersionRow): readonly string[] => [
  ...new Set(version.routing.interrupts.flatMap(({ types }) => types)),
];

/** A turn that takes the interrupt's path: the one that came while the run was running. */
export function honoured(version: VersionRow, step: string, pending: Pending): Settled {
  const { path, event } = pending;
  const entries = interruptEntries(version, step, path, event?.type ?? 'interrupted');
  return { kind: 'settled', path, entries, ...(event === undefined ? {} : { event }) };
}

/** History of an interrupt taken at `step`. */
export function interruptEntries(
  version: VersionRow,
  step: string,
  path: string,
  why: string,
): readonly Entry[] {
  const interrupt = version.routing.interrupts.find(({ id }) => id === path);
  const woke: Entry = { step, did: 'woke', path, why };
  if (interrupt === undefined || interrupt.to === END) return [woke];
  return [woke, { step: interrupt.to, did: 'passed', why: 'goal reached' }];
}
