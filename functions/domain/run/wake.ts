/**
 * Wake-ups in the express placement: the row is claimed by one conditional write, and then an execution is started, which
 * asks the row where to begin. Starting twice is harmless: who comes second finds another generation, or what is done done.
 */
import type { Cursor } from '../../../workflow-compiler/cursor.ts';
import type { Deps } from '../../deps.ts';
import type { Item } from '../../ports/store.ts';
import { readVersion } from '../workflow/pinned.ts';
import { hex, type Owner } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { asRun, type RunRow, type Wait } from './row.ts';
import { iso } from './settle.ts';
import { after, EXPRESS_LEASE_MS, moving, putRun } from './turn.ts';

/** Whether an event may end the wait before its time. */
export const isWakeable = (wait: Wait | undefined): wait is Wait =>
  wait?.token !== undefined || wait?.resume !== undefined;

/** Starts the execution of the row's generation. */
export const startSegment = (deps: Deps, owner: Owner, row: RunRow): Promise<void> =>
  startAt(deps, owner, entryCursor(owner, row));

/** Starts the execution that begins with this cursor. */
export async function startAt(deps: Deps, { tenant }: Owner, cursor: Cursor): Promise<void> {
  const { workflow, version, run, generation = 0 } = cursor;
  const pinned = await readVersion(deps.store, tenant, workflow, version);
  if (pinned === undefined) return;
  await deps.machines.start(pinned.machine, segmentName(run, generation), cursor);
}

/** A wait that nothing but time ends is over: the run goes on. `false`: the row moved meanwhile. */
export async function wake(deps: Deps, owner: Owner, item: Item): Promise<boolean> {
  const woken = wokenRow(asRun(item), iso(deps.clock.now()));
  const written = await deps.store.write(putRun(owner, { row: woken, writes: [] }, item.rev));
  if (!written.ok) return false;
  await startSegment(deps, owner, woken);
  return true;
}

/** The row after a wait that nothing but time ends. A postponed turn is done again, and its task asks what it has waited for. */
export const wokenRow = (row: RunRow, at: string): RunRow => ({
  ...moving(row),
  ...(row.wait === undefined || row.wait.kind === 'time' ? {} : { wait: row.wait }),
  state: 'running',
  generation: row.generation + 1,
  took: row.generation,
  due: after(at, EXPRESS_LEASE_MS),
  updatedAt: at,
});

/** Whether an execution that was started for this generation of the row is the one that the row waits for. */
export const isAtWork = (row: RunRow, generation = 0): boolean =>
  row.state === 'running' &&
  (row.generation === generation || (row.generation === generation + 1 && row.took === generation));

/** Whether the execution was started to end this wait, and it is over. Waits that events may end are claimed first. */
export const isOver = (
  { state, wait, generation }: RunRow,
  asked: number | undefined,
  now: number,
): boolean =>
  (state === 'waiting' || state === 'held') &&
  generation === asked &&
  wait !== undefined &&
  Date.parse(wait.until) <= now &&
  !isWakeable(wait);

/** Takes over the run whose wait this execution was started to end, with its next write. `false`: it is no such wait. */
export function takeOver(ledger: Ledger, row: RunRow, { generation }: Cursor, now: number): boolean {
  if (!isOver(row, generation, now)) return false;
  ledger.keep({ next: (asleep) => ({ row: wokenRow(asleep, iso(now)), writes: [] }) });
  return true;
}

/** Ids and counters from the row alone, as every cursor. */
export function segmentCursor({ tenant, contact }: Owner, row: RunRow): Cursor {
  const { workflow, version, run, turn, generation } = row;
  const loops = row.within?.loops ?? {};
  return { tenant, contact, workflow, version, run, turn, trail: [], loops, generation };
}

/** What an execution begins with; in a machine with a state for each step also where, and with which path. */
export function entryCursor(owner: Owner, row: RunRow): Cursor {
  const cursor = segmentCursor(owner, row);
  const { place, last } = row;
  if (place === undefined) return cursor;
  const { at: resumeAt, turn, loops = {} } = place;
  const path = last?.turn === turn - 1 ? last.path : undefined;
  return { ...cursor, turn, loops, resumeAt, ...(path === undefined ? {} : { path }) };
}

/** Run and generation, in the 80 letters, digits, `-` and `_` that Step Functions takes. */
export function segmentName(run: string, generation: number): string {
  const dot = run.lastIndexOf('.');
  const name = `${run.slice(0, dot)}-${run.slice(dot + 1)}-${generation}`;
  return /^[A-Za-z0-9_-]{1,80}$/.test(name) ? name : `${hex(run).slice(0, 64)}-${generation}`;
}
