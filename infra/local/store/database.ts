/**
 * The one SQLite file of a runtime, and its group commit. Work is applied at once inside one open transaction, visible
 * to every read of the process; its promise resolves after the COMMIT that all work of the same turn of the event loop
 * shares, so that a thousand writes cost one fsync. A failed commit takes its whole group back and rejects it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { StoreUnavailable } from '../../../functions/ports/store-errors.ts';
import { Crashed, type Faults, noFaults } from '../faults.ts';
import { openFile, sqliteCode } from './open.ts';
import type { Statement } from './statement.ts';

export type Database = {
  /** Prepare once, keep the statement. */
  readonly prepare: (sql: string) => Statement;
  /** Brings the tables of one area up to date: each step runs once per file, in order. Steps are only ever appended. */
  readonly define: (area: string, steps: readonly string[]) => void;
  /**
   * Runs `work`, which must be synchronous, inside the open group; resolves with its result once that is durable.
   * Work that throws before its first write harms nobody; a throw after it takes the whole group back. Nests.
   * Rejects with `StoreUnavailable` when the group could not be written: then none of it was.
   *
   * @example await db.enlist(() => { insert.run('a'); update.run('b'); });
   */
  readonly enlist: <T>(work: () => T) => Promise<T>;
  /**
   * Inside `enlist`, and a write of it: `work`, which writes, runs right before the COMMIT of this group. Forgotten when the
   * group is taken back.
   */
  readonly defer: (work: () => void) => void;
  /** Resolves when everything applied so far is durable; rejects when it was taken back. */
  readonly flushed: () => Promise<void>;
  /**
   * Called when the open group is about to be committed; what it answers with `true` has begun may still write into the group,
   * as far as that takes no more than promises.
   */
  readonly beforeCommit: (listener: () => boolean) => void;
  /**
   * Runs `work`, which sees what is applied, as what follows from the open group: should that be taken back, whatever `work` would
   * write later is refused, since what it saw has never been.
   */
  readonly following: <T>(work: () => T) => T;
  /** Called after each commit, once its promises are resolved. */
  readonly onCommit: (listener: () => void) => void;
  /** Called when applied work was taken back: whatever memory holds of it is wrong. */
  readonly onRollback: (listener: () => void) => void;
  readonly close: () => Promise<void>;
};

export type Opening = { readonly folder: string; readonly faults?: Faults };

/** A card's change makes an event, the event a run, the run an execution: so often a group waits for what follows from it. */
const ROUNDS = 4;

type Waiter = { readonly settle: () => void; readonly reject: (error: Error) => void };

export function openDatabase({ folder, faults = noFaults }: Opening): Database {
  const sql = openFile(folder);
  const begin = sql.prepare('BEGIN IMMEDIATE');
  const end = sql.prepare('COMMIT');
  const committed: (() => void)[] = [];
  const takenBack: (() => void)[] = [];
  const tellers: (() => boolean)[] = [];
  const followed = new AsyncLocalStorage<number | undefined>();
  const lost = new Set<number>();
  let group = 0;
  let rounds = 0;
  let life: 'open' | 'closed' | 'crashed' = 'open';
  let waiting: Waiter[] = [];
  let deferred: (() => void)[] = [];
  let scheduled = false;
  let inGroup = false;
  let broken: StoreUnavailable | undefined;
  let depth = 0;
  let writes = 0;
  let commits = 0;

  const never = <T>(): Promise<T> => new Promise<T>(() => {});

  const alive = (): void => {
    if (life === 'crashed') throw new Crashed('the runtime has crashed');
    if (life === 'closed') throw new StoreUnavailable('The database is closed.');
  };

  const crash = (): void => {
    life = 'crashed';
    waiting = [];
    if (sql.isTransaction) sql.exec('ROLLBACK');
    sql.close();
  };

  const takeBack = (error: StoreUnavailable): void => {
    const rejected = waiting;
    waiting = [];
    deferred = [];
    inGroup = false;
    lost.add(group);
    group += 1;
    broken = undefined;
    if (sql.isTransaction) sql.exec('ROLLBACK');
    // What they set going follows from nothing that was lost.
    for (const listener of takenBack) followed.run(undefined, listener);
    for (const waiter of rejected) waiter.reject(error);
  };

  const commit = (): void => {
    scheduled = false;
    if (life !== 'open') return;
    if (goesOn()) {
      rounds += 1;
      schedule();
      return;
    }
    rounds = 0;
    carryOut();
    if (broken !== undefined) {
      takeBack(broken);
      return;
    }
    if (inGroup) {
      commits += 1;
      const verdict = faults.at('before', commits);
      if (verdict === 'crash') {
        crash();
        return;
      }
      try {
        if (verdict === 'fail') throw new Error('the fault port failed this commit');
        end.run();
      } catch (error) {
        takeBack(unavailable(error));
        return;
      }
      inGroup = false;
      group += 1;
      if (faults.at('after', commits) === 'crash') {
        crash();
        return;
      }
    }
    const settled = waiting;
    waiting = [];
    for (const waiter of settled) waiter.settle();
    for (const listener of committed) listener();
  };

  /** Whether somebody goes on in this group, who was told of it just now. */
  const goesOn = (): boolean => {
    if (broken !== undefined || rounds >= ROUNDS) return false;
    return tellers.map((tell) => tell()).includes(true);
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => followed.run(undefined, commit));
  };

  const refused = (): boolean => {
    if (lost.size === 0) return false;
    const following = followed.getStore();
    return following !== undefined && lost.has(following);
  };

  const defer = (work: () => void): void => {
    if (depth === 0) throw new Error('a write outside `enlist` would belong to no commit');
    writes += 1;
    deferred.push(work);
  };

  const carryOut = (): void => {
    const due = deferred;
    deferred = [];
    depth += 1;
    try {
      for (const work of due) work();
    } catch (error) {
      broken ??= unavailable(error);
    }
    depth -= 1;
  };

  const enlist = <T>(work: () => T): Promise<T> => {
    if (life === 'crashed') return never();
    if (life === 'closed') return Promise.reject(new StoreUnavailable('The database is closed.'));
    if (refused()) return Promise.reject(new StoreUnavailable('What this follows from was not saved.'));
    const writesBefore = writes;
    let value: T;
    depth += 1;
    try {
      value = work();
    } catch (error) {
      if (writes !== writesBefore) broken ??= unavailable(error);
      if (broken === undefined) return Promise.reject(error);
      const failure = Promise.reject(error);
      if (depth === 1) takeBack(broken);
      else failure.catch(toldByTheOuter);
      return failure;
    } finally {
      depth -= 1;
    }
    if (broken !== undefined) {
      const failure = Promise.reject(broken);
      if (depth === 0) takeBack(broken);
      else failure.catch(toldByTheOuter);
      return failure;
    }
    return new Promise((resolve, reject) => {
      waiting.push({ settle: () => resolve(value), reject });
      schedule();
    });
  };

  const write = (
    statement: StatementSync,
    values: readonly SQLInputValue[],
  ): ReturnType<Statement['run']> => {
    alive();
    if (depth === 0) throw new Error('a write outside `enlist` would belong to no commit');
    if (broken !== undefined) throw broken;
    try {
      if (!inGroup) begin.run();
      inGroup = true;
      writes += 1;
      const { changes, lastInsertRowid } = statement.run(...values);
      return { changes: Number(changes), rowid: Number(lastInsertRowid) };
    } catch (error) {
      // A full disk makes SQLite roll the transaction back by itself: nothing of the group is left to build on.
      broken = unavailable(error);
      throw broken;
    }
  };

  const read = <T>(look: () => T): T => {
    alive();
    try {
      return look();
    } catch (error) {
      throw unavailable(error);
    }
  };

  const prepare = (source: string): Statement => {
    const statement = sql.prepare(source);
    return {
      get: (...values) => read(() => statement.get(...values)),
      all: (...values) => read(() => statement.all(...values)),
      lists: (...values) => read(() => listed(statement, values)),
      run: (...values) => write(statement, values),
    };
  };

  const flushed = (): Promise<void> => {
    if (life === 'crashed') return never();
    return inGroup || waiting.length > 0 ? enlist(() => {}) : Promise.resolve();
  };

  const close = async (): Promise<void> => {
    if (life !== 'open') return;
    try {
      await flushed();
    } finally {
      life = 'closed';
      sql.close();
    }
  };

  return {
    prepare,
    define: (area, steps) => define(sql, area, steps),
    enlist,
    defer,
    flushed,
    beforeCommit: (listener) => tellers.push(listener),
    following: (work) => followed.run(group, work),
    onCommit: (listener) => committed.push(listener),
    onRollback: (listener) => takenBack.push(listener),
    close,
  };
}

/** Rows are lists while one asks for them so. */
function listed(
  statement: StatementSync,
  values: readonly SQLInputValue[],
): readonly (readonly SQLOutputValue[])[] {
  statement.setReturnArrays(true);
  try {
    const rows: readonly unknown[] = statement.all(...values);
    return rows.filter(isList);
  } finally {
    statement.setReturnArrays(false);
  }
}

function isList(row: unknown): row is readonly SQLOutputValue[] {
  return Array.isArray(row);
}

// A nested call fails with the call around it, which tells of it: its own promise may go unheard.
const toldByTheOuter = (): void => {};

const SQLITE_FULL = 13;

function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  const what = error instanceof Error ? error.message : String(error);
  const hint =
    sqliteCode(error) === SQLITE_FULL
      ? 'The disk of the data folder is full: free some space. '
      : 'See that the data folder can be written. ';
  return new StoreUnavailable(`Nothing was saved: ${what}. ${hint}The same call may then be made again.`, {
    cause: error,
  });
}

function define(sql: DatabaseSync, area: string, steps: readonly string[]): void {
  sql.exec('CREATE TABLE IF NOT EXISTS schema_steps (area TEXT PRIMARY KEY, done INTEGER NOT NULL)');
  const row = sql.prepare('SELECT done FROM schema_steps WHERE area = ?').get(area);
  const done = Number(row?.done ?? 0);
  if (done > steps.length) {
    throw new Error(
      `The data folder was written by a newer release (\`${area}\` ${done}): use that release or a later one.`,
    );
  }
  if (done === steps.length) return;
  sql.exec('BEGIN IMMEDIATE');
  try {
    for (const step of steps.slice(done)) sql.exec(step);
    sql.prepare('INSERT OR REPLACE INTO schema_steps (area, done) VALUES (?, ?)').run(area, steps.length);
    sql.exec('COMMIT');
  } catch (error) {
    if (sql.isTransaction) sql.exec('ROLLBACK');
    throw error;
  }
}
