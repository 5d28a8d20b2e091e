/**
 * An engine's folder with as many waiting runs as one likes: one is parked by the engine itself, and its row is copied by SQLite,
 * since starting a million takes minutes and only their being there matters here.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { open } from './sides/engine.ts';

const AN_HOUR_MS = 3_600_000;

// The copied run is that of contact 0; its name stands in the row, and in the input as the run and as the contact.
const COPY = `
  WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
  INSERT INTO executions (machine, name, status, started, input, state, timers, due)
  SELECT machine, 'c' || n || '-0', status, started,
         replace(replace(input, '"c0-0"', '"c' || n || '-0"'), '"c0"', '"c' || n || '"'),
         state, timers, CAST(? + n * ? AS INTEGER)
  FROM numbers, executions WHERE name = 'c0-0'`;

/** Runs 1 to `runs`; that of contact `n` is due at `from + n * apartMs`, epoch milliseconds. */
export async function parkRuns(folder: string, runs: number, from: number, apartMs: number): Promise<void> {
  const engine = await open({ folder, waitMs: AN_HOUR_MS, first: () => {} });
  await engine.enter(0);
  while ((await engine.counts()).sent === 0) await pause(5);
  await engine.close();
  const sql = new DatabaseSync(join(folder, 'sojourn.db'));
  try {
    if (sql.prepare('SELECT count(*) AS n FROM executions WHERE due IS NOT NULL').get()?.n !== 1)
      throw new Error('the run to copy does not wait');
    sql.prepare(COPY).run(runs, from, apartMs);
    sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    sql.close();
  }
}
