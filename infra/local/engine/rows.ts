/**
 * The rows of executions, and a small cache of those with work in flight. An execution that only waits is on disk
 * alone: its cost in memory is nothing.
 */
import type { ExecutionStatus } from '../../../functions/ports/machines.ts';
import type { Database } from '../store/database.ts';
import { integer, type Row, type Statement, text, textOrNone } from '../store/statement.ts';
import { type Ending, type Live, nearest } from './execution.ts';

export type Rows = {
  /** Answers the new row's id, `undefined` when the name is taken. Inside `enlist`, as are all that write. */
  readonly insert: (live: Live, name: string, started: number) => number | undefined;
  /** A name like this one that no execution has. */
  readonly freshName: (name: string) => string;
  readonly save: (live: Live) => void;
  readonly saveCalls: (live: Live) => void;
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

const CACHED = 4096;

export function openRows(db: Database): Rows {
  const insert = db.prepare(
    `INSERT INTO executions (machine, name, status, started, state, calls, timers, due)
     VALUES (?, ?, 'RUNNING', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const newest = db.prepare('SELECT max(id) AS id FROM executions');
  const save = db.prepare('UPDATE executions SET state = ?, calls = ?, timers = ?, due = ? WHERE id = ?');
  const saveCalls = db.prepare('UPDATE executions SET calls = ? WHERE id = ?');
  const end = db.prepare(
    `UPDATE executions SET status = ?, ended = ?, result = ?, untold = ?,
     state = NULL, calls = NULL, timers = NULL, due = NULL WHERE id = ?`,
  );
  const told = db.prepare('UPDATE executions SET untold = NULL WHERE id = ?');
  const load = db.prepare(
    "SELECT id, machine, state, calls, timers FROM executions WHERE id = ? AND status = 'RUNNING'",
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

  return {
    insert: (live, name, started) => {
      const { machine, state, calls, timers } = live;
      const due = nearest(timers) ?? null;
      const made = insert.run(machine, name, started, JSON.stringify(state), list(calls), list(timers), due);
      if (made.changes === 0) return undefined;
      keep({ ...live, id: made.rowid });
      return made.rowid;
    },
    freshName: (name) => `${name}~${integer(newest.get()?.id ?? 0) + 1}`,
    save: (live) => {
      const due = nearest(live.timers) ?? null;
      save.run(JSON.stringify(live.state), list(live.calls), list(live.timers), due, live.id);
      keep(live);
    },
    saveCalls: (live) => {
      saveCalls.run(list(live.calls), live.id);
      keep(live);
    },
    end: (id, { status, output, error, cause }, at) => {
      const result = JSON.stringify({ output, error, cause });
      end.run(status, at, result, status === 'SUCCEEDED' ? null : 1, id);
      cache.delete(id);
    },
    told: (id) => void told.run(id),
    sweep: (before, limit) => sweep.run(before, limit).changes,
    load: (id) => {
      const known = cache.get(id);
      if (known !== undefined) return known;
      const row = load.get(id);
      if (row === undefined) return undefined;
      const live = toLive(row);
      keep(live);
      return live;
    },
    find: (machine, name) => {
      const row = find.get(machine, name);
      return row === undefined ? undefined : { id: integer(row.id), status: asStatus(text(row.status)) };
    },
    forget: () => cache.clear(),
    called: db.prepare(
      'SELECT id, machine, calls FROM executions WHERE calls IS NOT NULL AND id > ? ORDER BY id LIMIT 1000',
    ),
    untold: db.prepare(
      'SELECT id, machine, name, status, result FROM executions WHERE untold IS NOT NULL AND id > ? ORDER BY id LIMIT 1000',
    ),
  };
}

function list(entries: readonly unknown[]): string | null {
  return entries.length === 0 ? null : JSON.stringify(entries);
}

// The engine alone writes these columns, always from a `Live`: what is parsed here is what was written there.
function toLive(row: Row): Live {
  try {
    return {
      id: integer(row.id),
      machine: integer(row.machine),
      state: JSON.parse(text(row.state)),
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
