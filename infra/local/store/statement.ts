/**
 * Prepared statements, and the narrowing of what comes back. Rows leave SQLite untyped; each column is read by the
 * function that states its type, so a wrong schema is found where it is read.
 */
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;

export type Statement = {
  readonly get: (...values: readonly SQLInputValue[]) => Row | undefined;
  readonly all: (...values: readonly SQLInputValue[]) => readonly Row[];
  /** Each row as a list of its columns: much cheaper than an object, where there are many rows. */
  readonly lists: (...values: readonly SQLInputValue[]) => readonly (readonly SQLOutputValue[])[];
  /** Only inside `enlist`. Answers how many rows changed and the row id of the last one inserted. */
  readonly run: (...values: readonly SQLInputValue[]) => { readonly changes: number; readonly rowid: number };
};

/** Statements by their text, each prepared when it is first asked for. */
export function preparing(db: { readonly prepare: (sql: string) => Statement }): (sql: string) => Statement {
  const prepared = new Map<string, Statement>();
  return (sql) => {
    const known = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
}

export function text(value: SQLOutputValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`expected a text column, found ${value === null ? 'null' : typeof value}`);
}

export function integer(value: SQLOutputValue | undefined): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`expected a number column, found ${value === null ? 'null' : typeof value}`);
}

export function textOrNone(value: SQLOutputValue | undefined): string | undefined {
  return value === null ? undefined : text(value);
}

export function integerOrNone(value: SQLOutputValue | undefined): number | undefined {
  return value === null ? undefined : integer(value);
}
