/**
 * The rows of executions, and a small cache of those with work in flight. An execution that only waits is on disk
 * alone: its cost in memory is nothing.
 */
import type { ExecutionStatus } from '../../../functions/ports/machines.ts';
import type { ExecutionState } from '../../../workflow-compiler/interpreter/execution.ts';
import type { Database } from '../store/database.ts';
import { integer, type Row, type Statement, text, textOrNone } from '../store/statement.ts';
import { type Call, type Ending, followsFromState, type Live, nearest, type Timer } from './execution.ts';
import { isUsual, type Names, packState, unpackState } from './packed.ts';

export type Rows = {
  /** Answers what it has become, `undefined` when the name is taken. Inside `enlist`, as are all that write. */
  readonly insert: (fresh: Live, name: string) => Live | undefined;
  /** A name like this one that no execution has. */
  readonly freshName: (name: string) => string;
  readonly save: (live: Live, before: Live) => void;
  readonly saveCalls: (live: Live, before: Live) => void;
  readonly end: (id: number, ending: Ending, at: number) => void;
  readonly told: (id: number) => void;
  /** Drops executions that ended before a moment and have been told of; answers how many. */
  readonly sweep: (before: number, limit: number) => number;
  /** A running execution; `undefined` when it is over or unknown. Throws `Unreadable`. */
  readonly load: (id: number) => Live | undefined;
  /** What is due, the nearest first, at most so many; each is loaded by the way. */
  readonly due: (now: number, limit: number) => readonly Due[];
  readonly find: (machine: number, name: string) => { id: number; status: ExecutionStatus } | undefined;
  /** Forgets what memory holds: after a group was taken back. */
  readonly forget: () => void;
  /** Executions with calls under way. */
  readonly called: Statement;
  readonly untold: Statement;
};

/** `timers`: those that are due, the earliest first; undefined where the row cannot be read. */
export type Due = { readonly id: number; readonly timers: readonly string[] | undefined };

/** The row of an execution holds what this program did not write. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

const CACHED = 8192;

/** What an execution of a machine is called by itself, from the name of its row. */
export type NamesOf = (machine: number, name: string) => Names;

/** The calls under way of an execution, from its state. */
export type CallsOf = (machine: number, state: ExecutionState) => readonly Call[];

const COLUMNS = 'id, machine, name, started, input, state, timers, due, execution, calls';

export function openRows(db: Database, names: NamesOf, callsOf: CallsOf): Rows {
  const insert = db.prepare(
    `INSERT INTO executions (machine, name, status, started, input, state, timers, due)
     VALUES (?, ?, 'RUNNING', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const newest = db.prepare('SELECT max(id) AS id FROM executions');
  const saveState = db.prepare('UPDATE executions SET state = ? WHERE id = ?');
  const saveAll = db.prepare('UPDATE executions SET state = ?, timers = ?, due = ? WHERE id = ?');
  const putCalls = db.prepare('INSERT OR REPLACE INTO under_way (execution, calls) VALUES (?, ?)');
  const dropCalls = db.prepare('DELETE FROM under_way WHERE execution = ?');
  const end = db.prepare(
    `UPDATE executions SET status = ?, ended = ?, result = ?, untold = ?,
     input = NULL, state = NULL, timers = NULL, due = NULL WHERE id = ?`,
  );
  const told = db.prepare('UPDATE executions SET untold = NULL WHERE id = ?');
  const load = db.prepare(
    `SELECT ${COLUMNS} FROM executions LEFT JOIN under_way ON execution = id
     WHERE id = ? AND status = 'RUNNING'`,
  );
  const due = db.prepare(
    `SELECT ${COLUMNS} FROM executions LEFT JOIN under_way ON execution = id
     WHERE due IS NOT NULL AND due <= ? ORDER BY due LIMIT ?`,
  );
  const sweep = db.prepare(
    'DELETE FROM executions WHERE id IN (SELECT id FROM executions WHERE ended < ? AND untold IS NULL LIMIT ?)',
  );
  const find = db.prepare('SELECT id, status FROM executions WHERE machine = ? AND name = ?');
  const cache = new Map<number, Live>();

  const keep = (live: Live): void => {
    cache.set(live.id, live);
    if (cache.size <= CACHED) return;
    for (const oldest of cache.keys()) {
      cache.delete(oldest);
      break;
    }
  };

  // What only waits for time or for an answer from outside has no place in memory. Where memory is full, those who came
  // first stay: their turn comes first.
  const keepBusy = (live: Live): void => {
    if (live.calls.length === 0) cache.delete(live.id);
    else if (cache.size < CACHED || cache.has(live.id)) cache.set(live.id, live);
  };

  const writeCalls = (live: Live, before: Pick<Live, 'state' | 'calls'>): void => {
    const { id, calls } = live;
    if (calls === before.calls) return;
    if (calls.length === 0) {
      if (before.calls.length > 0) dropCalls.run(id);
    } else if (!followsFromState(live)) {
      putCalls.run(id, JSON.stringify(calls));
    } else if (before.calls.length === 0 || !followsFromState(before)) {
      putCalls.run(id, null);
    }
  };

  return {
    insert: (fresh, name) => {
      const { machine, state, calls, timers } = fresh;
      const usual = isUsual(state.start, names(machine, name));
      const made = insert.run(
        machine,
        name,
        state.begun,
        JSON.stringify(state.start.input),
        packState(state, usual),
        list(timers),
        nearest(timers) ?? null,
      );
      if (made.changes === 0) return undefined;
      const live: Live = { id: made.rowid, machine, usual, state, calls, timers };
      writeCalls(live, { state, calls: [] });
      keepBusy(live);
      return live;
    },
    freshName: (name) => `${name}~${integer(newest.get()?.id ?? 0) + 1}`,
    save: (live, before) => {
      const packed = packState(live.state, live.usual);
      const { id, timers } = live;
      // An index entry is taken out and put back by an UPDATE that only names its column.
      if (sameTimers(timers, before.timers)) saveState.run(packed, id);
      else saveAll.run(packed, list(timers), nearest(timers) ?? null, id);
      writeCalls(live, before);
      keepBusy(live);
    },
    saveCalls: (live, before) => {
      writeCalls(live, before);
      keepBusy(live);
    },
    end: (id, { status, error, cause }, at) => {
      // Only of what did not succeed is anybody told later.
      if (status === 'SUCCEEDED') end.run(status, at, null, null, id);
      else end.run(status, at, JSON.stringify({ error, cause }), 1, id);
      dropCalls.run(id);
      cache.delete(id);
    },
    told: (id) => void told.run(id),
    sweep: (before, limit) => sweep.run(before, limit).changes,
    load: (id) => {
      const known = cache.get(id);
      if (known !== undefined) return known;
      const row = load.get(id);
      if (row === undefined) return undefined;
      const live = toLive(row, names, callsOf);
      if (live.calls.length > 0) keep(live);
      return live;
    },
    due: (now, limit) =>
      due.all(now, limit).map((row) => {
        const id = integer(row.id);
        try {
          const live = cache.get(id) ?? toLive(row, names, callsOf);
          keep(live);
          return { id, timers: timersDue(live.timers, now) };
        } catch {
          return { id, timers: undefined };
        }
      }),
    find: (machine, name) => {
      const row = find.get(machine, name);
      return row === undefined ? undefined : { id: integer(row.id), status: asStatus(text(row.status)) };
    },
    forget: () => cache.clear(),
    called: db.prepare(
      `SELECT id, machine FROM under_way JOIN executions ON id = execution
       WHERE execution > ? ORDER BY execution LIMIT 1000`,
    ),
    untold: db.prepare(
      'SELECT id, machine, name, status, result FROM executions WHERE untold IS NOT NULL AND id > ? ORDER BY id LIMIT 1000',
    ),
  };
}

/** One timer by itself is its name: its moment is what the row is due at. */
function list(timers: readonly Timer[]): string | null {
  const [first, ...more] = timers;
  if (first === undefined) return null;
  return JSON.stringify(more.length === 0 ? first[0] : timers);
}

function timersOf(row: Row): readonly Timer[] {
  const stored: string | readonly Timer[] = JSON.parse(textOrNone(row.timers) ?? '[]');
  return typeof stored === 'string' ? [[stored, integer(row.due)]] : stored;
}

function timersDue(timers: readonly Timer[], now: number): readonly string[] {
  const due = timers.filter(([, at]) => at <= now).sort(([, a], [, b]) => a - b);
  return due.map(([timer]) => timer);
}

const sameTimers = (a: readonly Timer[], b: readonly Timer[]): boolean =>
  a === b || (a.length === b.length && a.every((each, at) => each === b[at]));

// The engine alone writes these columns, always from a `Live`: what is parsed here is what was written there.
function toLive(row: Row, names: NamesOf, callsOf: CallsOf): Live {
  try {
    const machine = integer(row.machine);
    const columns = { input: textOrNone(row.input), started: integer(row.started) };
    const unpacked = unpackState(text(row.state), columns, () => names(machine, text(row.name)));
    return {
      id: integer(row.id),
      machine,
      usual: unpacked.usual,
      state: unpacked.state,
      calls: row.execution === null ? [] : callsIn(row, () => callsOf(machine, unpacked.state)),
      timers: timersOf(row),
    };
  } catch (error) {
    throw new Unreadable(`The stored state of execution ${integer(row.id)} cannot be read.`, {
      cause: error,
    });
  }
}

function callsIn(row: Row, following: () => readonly Call[]): readonly Call[] {
  const stored = textOrNone(row.calls);
  return stored === undefined ? following() : JSON.parse(stored);
}

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

export function asStatus(status: string): ExecutionStatus {
  return STATUSES.find((known) => known === status) ?? 'FAILED';
}
