/**
 * The rows of executions, and a small cache of those with work in flight. An execution that only waits is on disk
 * alone: its cost in memory is nothing.
 */
import type { ExecutionStatus } from '../../../functions/ports/machines.ts';
import type { Database } from '../store/database.ts';
import { integer, type Row, type Statement, text, textOrNone } from '../store/statement.ts';
import { type Ending, type Live, nearest } from './execution.ts';
import { isUsual, type Names, packState, unpackState } from './packed.ts';

export type Rows = {
  /** Answers what it has become, `undefined` when the name is taken. Inside `enlist`, as are all that write. */
  readonly insert: (fresh: Live, name: string, started: number) => Live | undefined;
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
  readonly find: (machine: number, name: string) => { id: number; status: ExecutionStatus } | undefined;
  /** Forgets what memory holds: after a group was taken back. */
  readonly forget: () => void;
  readonly called: Statement;
  readonly untold: Statement;
};

/** The row of an execution holds what this program did not write. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

const CACHED = 8192;

/** What an execution of a machine is called by itself, from the name of its row. */
export type NamesOf = (machine: number, name: string) => Names;

export function openRows(db: Database, names: NamesOf): Rows {
  const insert = db.prepare(
    `INSERT INTO executions (machine, name, status, started, state, timers, due)
     VALUES (?, ?, 'RUNNING', ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const newest = db.prepare('SELECT max(id) AS id FROM executions');
  const saveState = db.prepare('UPDATE executions SET state = ? WHERE id = ?');
  const saveAll = db.prepare('UPDATE executions SET state = ?, timers = ?, due = ? WHERE id = ?');
  const putCalls = db.prepare(
    'INSERT INTO calls (execution, calls) VALUES (?, ?) ON CONFLICT DO UPDATE SET calls = excluded.calls',
  );
  const dropCalls = db.prepare('DELETE FROM calls WHERE execution = ?');
  const end = db.prepare(
    `UPDATE executions SET status = ?, ended = ?, result = ?, untold = ?,
     state = NULL, timers = NULL, due = NULL WHERE id = ?`,
  );
  const told = db.prepare('UPDATE executions SET untold = NULL WHERE id = ?');
  const load = db.prepare(
    `SELECT id, machine, name, state, timers, calls FROM executions LEFT JOIN calls ON execution = id
     WHERE id = ? AND status = 'RUNNING'`,
  );
  const sweep = db.prepare(
    'DELETE FROM executions WHERE id IN (SELECT id FROM executions WHERE ended < ? AND untold IS NULL LIMIT ?)',
  );
  const find = db.prepare('SELECT id, status FROM executions WHERE machine = ? AND name = ?');
  const cache = new Map<number, Live>();

  const keep = (live: Live): void => {
    cache.delete(live.id);
    if (live.calls.length === 0) return;
    cache.set(live.id, live);
    if (cache.size <= CACHED) return;
    for (const oldest of cache.keys()) {
      cache.delete(oldest);
      break;
    }
  };

  const writeCalls = ({ id, calls }: Live, before: Live): void => {
    if (sameMembers(calls, before.calls)) return;
    if (calls.length > 0) putCalls.run(id, JSON.stringify(calls));
    else dropCalls.run(id);
  };

  return {
    insert: (fresh, name, started) => {
      const { machine, state, calls, timers } = fresh;
      const usual = isUsual(state.start, names(machine, name));
      const packed = packState(state, usual);
      const made = insert.run(machine, name, started, packed, list(timers), nearest(timers) ?? null);
      if (made.changes === 0) return undefined;
      if (calls.length > 0) putCalls.run(made.rowid, JSON.stringify(calls));
      const live = { ...fresh, id: made.rowid, usual };
      keep(live);
      return live;
    },
    freshName: (name) => `${name}~${integer(newest.get()?.id ?? 0) + 1}`,
    save: (live, before) => {
      const packed = packState(live.state, live.usual);
      // An index entry is taken out and put back by an UPDATE that only names its column.
      if (sameMembers(live.timers, before.timers)) saveState.run(packed, live.id);
      else saveAll.run(packed, list(live.timers), nearest(live.timers) ?? null, live.id);
      writeCalls(live, before);
      keep(live);
    },
    saveCalls: (live, before) => {
      writeCalls(live, before);
      keep(live);
    },
    end: (id, { status, output, error, cause }, at) => {
      const result = JSON.stringify({ output, error, cause });
      end.run(status, at, result, status === 'SUCCEEDED' ? null : 1, id);
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
      const live = toLive(row, names);
      keep(live);
      return live;
    },
    find: (machine, name) => {
      const row = find.get(machine, name);
      return row === undefined ? undefined : { id: integer(row.id), status: asStatus(text(row.status)) };
    },
    forget: () => cache.clear(),
    called: db.prepare(
      'SELECT id, machine, calls FROM calls JOIN executions ON id = execution WHERE execution > ? ORDER BY execution LIMIT 1000',
    ),
    untold: db.prepare(
      'SELECT id, machine, name, status, result FROM executions WHERE untold IS NOT NULL AND id > ? ORDER BY id LIMIT 1000',
    ),
  };
}

function list(entries: readonly unknown[]): string | null {
  return entries.length === 0 ? null : JSON.stringify(entries);
}

/** Whether the same things stand in both, in the same order. */
const sameMembers = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((each, at) => each === b[at]);

// The engine alone writes these columns, always from a `Live`: what is parsed here is what was written there.
function toLive(row: Row, names: NamesOf): Live {
  try {
    const machine = integer(row.machine);
    return {
      id: integer(row.id),
      machine,
      ...unpackState(text(row.state), () => names(machine, text(row.name))),
      calls: JSON.parse(textOrNone(row.calls) ?? '[]'),
      timers: JSON.parse(textOrNone(row.timers) ?? '[]'),
    };
  } catch (error) {
    throw new Unreadable(`The stored state of execution ${integer(row.id)} cannot be read.`, {
      cause: error,
    });
  }
}

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

export function asStatus(status: string): ExecutionStatus {
  return STATUSES.find((known) => known === status) ?? 'FAILED';
}
