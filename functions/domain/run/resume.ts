/** What an event means for the runs of its contact that listen: an interrupt, the path of a wait, or nothing. */
import { END } from '../../../workflow-compiler/language/end.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Deps } from '../../deps.ts';
import type { Item } from '../../ports/store.ts';
import { readStep, readVersion } from '../workflow/pinned.ts';
import type { VersionRow } from '../workflow/row.ts';
import { claim, type Winner } from './claim.ts';
import { toRunEvent } from './facts.ts';
import { interruptBy, interruptEntries } from './interrupt.ts';
import { type Owner, runKey } from './keys.ts';
import type { Listener } from './listen.ts';
import { asRun, type RunRow } from './row.ts';
import { putRun } from './turn.ts';
import { pathOf } from './wait.ts';
import { isWakeable } from './wake.ts';

/** The pointers are read after the event's row is written, and a run that parks reads activity after its pointer. */
export async function resumeListeners(
  deps: Deps,
  owner: Owner,
  listeners: readonly Listener[],
  card: Card,
  event: Activity,
): Promise<void> {
  for (const { run } of listeners) {
    while (!(await settled(deps, owner, run, card, event)));
  }
}

/** `false`: somebody else changed the row; look again. */
async function settled(deps: Deps, owner: Owner, run: string, card: Card, event: Activity): Promise<boolean> {
  const item = await deps.store.get(runKey(owner, run));
  if (item === undefined) return true;
  const row = asRun(item);
  if (row.endedAt !== undefined) return true;
  const version = await readVersion(deps.store, owner.tenant, row.workflow, row.version);
  if (version === undefined) return true;
  const interrupt = await interruptBy(deps.store, owner, version, row, card, event, deps.clock.now());
  if (interrupt !== undefined) return interrupted(deps, owner, item, version, event, interrupt);
  if (row.wait?.kind !== 'event') return true;
  const step = await readStep(deps.store, owner.tenant, row.workflow, row.version, row.step);
  if (step?.kind !== 'wait-for-event') return true;
  const path = await pathOf(deps.store, owner, row, step, card, event, deps.clock.now());
  if (path === undefined) return true;
  const entries = [{ step: row.step, did: 'woke', path, why: event.type } as const];
  return claim(deps, owner, item, { path, entries, event: toRunEvent(event), listens: listens(version) });
}

/** At once when the run waits on a token; else marked, for the next wait, branch or task to honour. */
async function interrupted(
  deps: Deps,
  owner: Owner,
  item: Item,
  version: VersionRow,
  event: Activity,
  interrupt: { readonly id: string; readonly to: string },
): Promise<boolean> {
  const row = asRun(item);
  if (isWakeable(row.wait)) {
    const entries = interruptEntries(version, row.step, interrupt.id, event.type);
    const winner: Winner = {
      path: interrupt.id,
      entries,
      event: toRunEvent(event),
      listens: listens(version),
    };
    return claim(deps, owner, item, winner);
  }
  if (row.pending !== undefined) return true;
  const marked: RunRow = {
    ...row,
    pending: { path: interrupt.id, end: interrupt.to === END, event: toRunEvent(event) },
  };
  const written = await deps.store.write(putRun(owner, { row: marked, writes: [] }, item.rev));
  return written.ok;
}

const listens = (version: VersionRow): boolean => version.routing.interrupts.length > 0;
