/** The floor: SQLite's own insert of the same rows, split at their commas and checked for nothing, committed in the same groups. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { csvReader } from '../../../functions/domain/import/csv.ts';
import { readLines } from '../../../functions/domain/import/lines.ts';
import type { Measure } from '../in-turn.ts';
import type { Imported } from '../parts/import.ts';
import { peopleFile } from '../people-file.ts';

const GROUP = 500;

export const measure: Measure<{ readonly rows: number }, Imported> = async ({ rows }, folder) => {
  const sql = new DatabaseSync(join(folder, 'floor.db'));
  sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  sql.exec('CREATE TABLE contacts (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, card TEXT NOT NULL)');
  const insert = sql.prepare('INSERT INTO contacts (email, card) VALUES (?, ?)');
  const before = process.cpuUsage();
  const began = performance.now();
  const reader = csvReader(',');
  let inGroup = 0;
  let first = true;
  sql.exec('BEGIN');
  for await (const { lines } of readLines(peopleFile(rows))) {
    for (const row of reader.push(lines)) {
      if (first || !('fields' in row)) {
        first = false;
        continue;
      }
      insert.run(row.fields[0] ?? '', JSON.stringify(row.fields));
      inGroup += 1;
      if (inGroup < GROUP) continue;
      sql.exec('COMMIT; BEGIN');
      inGroup = 0;
    }
  }
  sql.exec('COMMIT');
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  const count = sql.prepare('SELECT count(*) AS count FROM contacts').get();
  if (count?.count !== rows) throw new Error(`${count?.count} contacts instead of ${rows}`);
  const { maxRSS } = process.resourceUsage();
  sql.close();
  return { cpuSeconds: (user + system) / 1e6, seconds, megabytes: maxRSS / 1024 };
};
