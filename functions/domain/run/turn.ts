/** The row after a turn, and the writes that put it: pure, so that the table of cases can be tested without a store. */
import type { Write } from '../../ports/store.ts';
import { withHistory } from './history.ts';
import { listenKey, type Owner, runIndex, runKey } from './keys.ts';
import type { HistoryEntry, RunRow, Wait } from './row.ts';
import type { Entry, Frame, Paused, Settled } from './settle.ts';

/** While a run is running, somebody looks after it this long after its last turn. Retries may take 15 minutes each. */
export const LEASE_MS = 20 * 60_000;
/** Express: an execution lives five minutes, so that after this long none can be at work. */
export const EXPRESS_LEASE_MS = 6 * 60_000;
/** A wait that nobody woke is looked at this long after its end. */
const GRACE_MS = 2 * 60_000;

export type NextRow = { readonly row: RunRow; readonly writes: readonly Write[] };

export const after = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

/** Fields of a row that describe a wait and what came during it: gone whenever the run moves on. */
export function moving(row: RunRow): RunRow {
  const { wait: _wait, wake: _wake, due: _due, claimed: _claimed, slowed: _slowed, ...rest } = row;
  return rest;
}

/** An ended row: nothing is due, nobody listens. */
export function endRow(
  row: RunRow,
  at: string,
  state: 'done' | 'left' | 'failed',
  reason: string,
): { readonly row: RunRow } {
  const { pending: _pending, place: _place, ...rest } = moving(row);
  return { row: { ...rest, state, reason, updatedAt: at, endedAt: at } };
}

/** The row as the frame writes it: settled, postponed, or ended for `leave`. */
export function nextRow(
  frame: Pick<Frame, 'owner' | 'cursor' | 'request' | 'row' | 'at' | 'steps' | 'link'>,
  done: Settled | Paused,
  leave?: string,
): NextRow {
  const { owner, row, at, request } = frame;
  const stamp = (entry: Entry): HistoryEntry => ({ ...entry, turn: row.turn, at });
  if (leave !== undefined) {
    const left = endRow(row, at, 'left', leave).row;
    const { pending } = row;
    // An exit rule that came while the run was at work is told as one that came while it waited.
    const woke: readonly Entry[] =
      pending?.path === leave
        ? [{ step: row.step, did: 'woke', path: leave, why: pending.event?.type ?? 'interrupted' }]
        : [];
    const ended: Entry = { step: row.step, did: 'ended', why: leave };
    return withHistory(owner, left, [...woke, ended].map(stamp));
  }
  if (done.kind !== 'settled') {
    const entries = (done.entries ?? []).map(stamp);
    const trail = passed(frame, stamp);
    const step = done.entries?.at(-1)?.step ?? request.steps[0] ?? row.step;
    const waiting: RunRow = {
      ...moving(row),
      step,
      state: done.wait.kind === 'held' ? 'held' : 'waiting',
      wait: done.wait,
      due: dueOf(done.wait, frame),
      generation: row.generation + 1,
      ...(done.kind === 'parked' ? { listens: true as const } : {}),
      ...entryOf(frame, done),
      updatedAt: at,
    };
    return withHistory(owner, waiting, [...trail, ...entries]);
  }
  const entries = (done.entries ?? []).map(stamp);
  const trail = passed(frame, stamp);
  const all = [...trail, ...entries];
  const step = all.at(-1)?.step ?? row.step;
  const last: NonNullable<RunRow['last']> = {
    turn: row.turn,
    ...(done.path === undefined ? {} : { path: done.path }),
    ...(done.until === undefined ? {} : { until: done.until }),
    ...(done.seconds === undefined ? {} : { seconds: done.seconds }),
    ...(done.rejected === undefined ? {} : { rejected: done.rejected }),
  };
  const { pending, within: _within, ...moved } = moving(row);
  const settled: RunRow = {
    ...moved,
    // An interrupt stays pending until a task takes its path.
    ...(pending === undefined || pending.path === done.path ? {} : { pending }),
    ...(done.event === undefined ? {} : { event: done.event, woken: woken(row, done.event.id) }),
    step,
    turn: row.turn + 1,
    last,
    ...withinOf(frame),
    ...entryOf(frame, done),
    updatedAt: at,
  };
  // A refused step goes to its failure path: the end that was absorbed into this task is not reached.
  if (request.end !== undefined && done.rejected === undefined) {
    const state = request.end === 'completed' ? 'done' : 'left';
    const exit = frame.steps.find((one) => one.step.kind === 'exit');
    const where = exit?.id ?? step;
    const reason = exit?.step.kind === 'exit' ? exit.step.reason : request.end;
    const ended = endRow({ ...settled, step: where }, at, state, reason).row;
    return withHistory(owner, ended, [...all, stamp({ step: where, did: 'ended', why: reason })]);
  }
  if (done.wait !== undefined) {
    const waiting: RunRow = {
      ...settled,
      state: 'waiting',
      wait: done.wait,
      due: dueOf(done.wait, frame),
      generation: row.generation + 1,
    };
    return withHistory(owner, waiting, all);
  }
  const running: RunRow = { ...settled, state: 'running', due: leaseOf(row, frame) };
  return withHistory(owner, running, all);
}

/** In express a lease covers the whole execution, which lives shorter; elsewhere one task and its retries. */
const leaseOf = ({ state, due }: RunRow, { link, at }: Pick<Frame, 'link' | 'at'>): string =>
  link?.generation === undefined
    ? after(at, LEASE_MS)
    : state === 'running' && due !== undefined
      ? due
      : after(at, EXPRESS_LEASE_MS);

/** In express it is the sweeper who ends a wait; elsewhere it only looks whether somebody has. */
const dueOf = ({ until }: Wait, { link }: Pick<Frame, 'link'>): string =>
  link?.generation === undefined ? after(until, GRACE_MS) : until;

/** Express, a state for each step: what a wait begins with, or the state itself, where a turn told again is answered. */
function entryOf(
  { request: { state, resumeAt }, cursor, link, row }: Pick<Frame, 'request' | 'cursor' | 'link' | 'row'>,
  { kind, wait }: Pick<Settled | Paused, 'kind' | 'wait'>,
): Pick<RunRow, 'place'> {
  const counters = countersOf(cursor);
  if (wait !== undefined && kind !== 'postponed' && resumeAt !== undefined) {
    // The beginning is a turn if it is settled, and so is the claim of a wait that may be woken from.
    const turn = row.turn + (kind === 'settled' ? 1 : 0) + (wait.resume === undefined ? 0 : 1);
    return { place: { at: resumeAt, turn, ...counters } };
  }
  return state === undefined ? {} : { place: { at: state, turn: link?.first ?? cursor.turn, ...counters } };
}

const countersOf = ({ loops }: Frame['cursor']): Pick<Wait, 'loops'> =>
  Object.keys(loops).length === 0 ? {} : { loops };

/** How far the call has come with this turn, when it does several. */
function withinOf({ link, cursor }: Pick<Frame, 'cursor' | 'link'>): Pick<RunRow, 'within'> {
  if (link === undefined) return {};
  const { first, at } = link;
  return { within: { first, at, ...countersOf(cursor) } };
}

/** Enough to know every event that may still be told again; loops are bounded, so a run is woken seldom. */
const WOKEN = 100;

export const woken = (row: RunRow, event: string): readonly string[] =>
  [...(row.woken ?? []), event].slice(-WOKEN);

/** Steps that the machine passed without a task. Told again after a postponement, they are not recorded twice. */
function passed(
  frame: Pick<Frame, 'cursor' | 'row'>,
  stamp: (entry: Entry) => HistoryEntry,
): readonly HistoryEntry[] {
  const { cursor, row } = frame;
  const recorded = row.history.some((entry) => entry.turn === row.turn && entry.did === 'passed');
  if (recorded) return [];
  return cursor.trail.map(([step, path]) => stamp({ step, did: 'passed', path }));
}

/** The writes that put a row over revision `rev`; the caller puts its effects before them. */
export function putRun(owner: Owner, next: NextRow, rev: number | 'absent'): readonly Write[] {
  const { row } = next;
  return [
    {
      do: 'put',
      key: runKey(owner, row.run),
      body: row,
      index: runIndex(owner.tenant, row),
      when: rev === 'absent' ? 'absent' : { rev },
    },
    ...next.writes,
    ...(row.endedAt === undefined || row.listens !== true
      ? []
      : [{ do: 'delete', key: listenKey(owner, row.run) } as const]),
  ];
}
