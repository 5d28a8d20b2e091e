/** Waits that can be woken: which path an event takes, and the row after it. */
import type { Cursor } from '../../../workflow-compiler/cursor.ts';
import type { StepOf } from '../../../workflow-compiler/language/step.ts';
import { compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Activity } from '../../../workflow-compiler/predicate/facts.ts';
import { claimedRow, type Winner, wakeCursor } from '../run/claim.ts';
import { toRunEvent } from '../run/facts.ts';
import { entriesOf, withHistory } from '../run/history.ts';
import { interruptEntries } from '../run/interrupt.ts';
import type { RunRow } from '../run/row.ts';
import { clickBehind, isOld } from '../run/wait.ts';
import { isWakeable } from '../run/wake.ts';
import { activityOf, activitySince, isoOf } from './happen.ts';
import type { Person, Run } from './person.ts';

/** The row after this moment; what it adds to history is kept and told. */
export function putRow(person: Person, run: Run, next: RunRow): void {
  const added = entriesOf(next) - entriesOf(run.row);
  const begins = next.wait !== undefined && next.generation !== run.row.generation;
  run.row = next;
  // Elsewhere the machine waits by itself.
  if (begins && run.flow.version.placement === 'express') {
    const { generation, due = next.updatedAt } = next;
    person.agenda.add(Date.parse(due), { what: 'due', run, generation });
  }
  if (added === 0) return;
  const entries = next.history.slice(-added);
  run.history.push(...entries);
  person.watch.settled?.(person, run, entries);
}

/** `token`: of the task that waits. In express nobody does, and the row alone goes on. */
export type Claimed = { readonly token?: string; readonly cursor: Cursor };

/** Claims the run's wait; `undefined` when it waits for nothing but time. */
export function claimWait(person: Person, run: Run, winner: Winner): Claimed | undefined {
  const { row } = run;
  const { wait } = row;
  if (!isWakeable(wait)) return undefined;
  const at = isoOf(person.now);
  const claimed = claimedRow(row, winner, at);
  const entries = winner.entries.map((entry) => ({ ...entry, turn: row.turn, at }));
  putRow(person, run, withHistory(person.owner, claimed, entries).row);
  const cursor = wakeCursor(person.owner, claimed);
  return wait.token === undefined ? { cursor } : { token: wait.token, cursor };
}

/** An event that takes a path. */
export const woken = ({ row }: Run, event: Activity, path: string): Winner => ({
  path,
  entries: [{ step: row.step, did: 'woke', path, why: event.type }],
  event: toRunEvent(event),
  listens: false,
});

/** The path that the event takes from the wait that the run is in. */
export function pathOf(
  person: Person,
  { row }: Run,
  step: StepOf<'wait-for-event'>,
  event: Activity,
): string | undefined {
  const { card, now } = person;
  if (card === undefined || isOld(row, event)) return undefined;
  const run = { id: row.run, workflow: row.workflow };
  const taken = (one: Activity): string | undefined =>
    step.paths.find((path) => {
      const pattern = compileEvent(path.event);
      if (!pattern.concerns(one, { run })) return false;
      return pattern.matches(one, { card, activity: activityOf(person, pattern.needs), run, now });
    })?.id;
  const click = clickBehind(event);
  return click !== undefined && taken(click) !== undefined ? undefined : taken(event);
}

/** What has ended the wait before it began: an interrupt that came while the run was running, or an event since its reference. */
export function alreadyOver(person: Person, run: Run): Winner | undefined {
  const { row, flow } = run;
  if (row.pending !== undefined) {
    const { path, event } = row.pending;
    const entries = interruptEntries(flow.version, row.step, path, event?.type ?? 'interrupted');
    return { path, entries, listens: true, ...(event === undefined ? {} : { event }) };
  }
  const step = flow.content[row.step];
  if (step?.kind !== 'wait-for-event') return undefined;
  const types = step.paths.map(({ event }) => event.on);
  for (const activity of activitySince(person, types, row.wait?.since ?? '').toReversed()) {
    const path = pathOf(person, run, step, activity);
    if (path !== undefined) return woken(run, activity, path);
  }
  return undefined;
}
