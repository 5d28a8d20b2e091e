/**
 * Opens the one file of a data folder, for this process alone. The lock is SQLite's own file lock, which the operating
 * system drops with the process: a killed owner leaves nothing to clean up. `sojourn.pid` only names the owner.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process (or another instance in this one) has the data folder open. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

/** The data folder cannot be opened at all: no permission, no space, or no database of ours. */
class FolderUnusable extends Error {
  override readonly name = 'FolderUnusable';
}

const SQLITE_BUSY = 5;

// Exclusive locking before the first access also keeps the WAL's index in memory instead of a shared file.
const SETTINGS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -65536;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
  BEGIN IMMEDIATE;
  COMMIT;`;

export function openFile(folder: string): DatabaseSync {
  let sql: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    sql = new DatabaseSync(join(folder, 'sojourn.db'));
    sql.exec(SETTINGS);
    writeFileSync(join(folder, 'sojourn.pid'), `${process.pid}\n`);
    return sql;
  } catch (error) {
    sql?.close();
    throw sqliteCode(error) === SQLITE_BUSY ? inUse(folder) : unusable(folder, error);
  }
}

/** SQLite's primary result code of an error it threw, else `undefined`. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return undefined;
  return error.errcode & 0xff;
}

function inUse(folder: string): FolderInUse {
  const owner = ownerOf(folder);
  return new FolderInUse(
    `The data folder \`${folder}\` is in use${owner === undefined ? '' : ` by process ${owner}`}. ` +
      'Stop that process, or give this one another data folder.',
  );
}

function unusable(folder: string, error: unknown): FolderUnusable {
  const what = error instanceof Error ? error.message : String(error);
  return new FolderUnusable(
    `The data folder \`${folder}\` cannot be opened: ${what}. ` +
      'See that it may be written, that its disk has space, and that `sojourn.db` in it was made by this program.',
    { cause: error },
  );
}

function ownerOf(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'sojourn.pid'), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
