import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemResponse } from '../../functions/api/problem.ts';
import { translate } from '../../functions/api/translate.ts';
import { StoreUnavailable } from '../../functions/ports/store-errors.ts';
import { openFiles } from '../../infra/local/files.ts';
import { filesContract, parts } from '../import/files-contract.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

filesContract(() => openFiles(folder));

test.each(['../a', '/etc/passwd', 'a/../../b', '.hidden', ''])('%j is no name', async (name) => {
  await expect(openFiles(folder).write(name, parts('x'))).rejects.toThrow('no name');
});

test('halves that a kill left behind go at the next start', () => {
  mkdirSync(join(folder, 'shop'));
  writeFileSync(join(folder, 'shop', 'a.csv.part'), 'half');
  openFiles(folder);
  expect(existsSync(join(folder, 'shop', 'a.csv.part'))).toBe(false);
});

test('a full disk is a 507 that says what to do, and leaves nothing', async () => {
  const files = openFiles(folder);
  symlinkSync('/dev/full', join(folder, 'a.csv.part'));
  const error = await files.write('a.csv', parts('x'.repeat(100))).catch((thrown: unknown) => thrown);
  const problem = translate(error);
  expect(problem && problemResponse(problem).status).toBe(507);
  expect(problem?.message).toContain('free some space');
  expect(await files.read('a.csv')).toBeUndefined();
});

test('a database that cannot grow is a 507 as well', () => {
  const sql = new DatabaseSync(':memory:');
  sql.exec('PRAGMA max_page_count = 3; CREATE TABLE t (x)');
  let cause: unknown;
  try {
    sql.exec(`INSERT INTO t VALUES (hex(zeroblob(100000)))`);
  } catch (error) {
    cause = error;
  }
  const problem = translate(new StoreUnavailable('Nothing was saved.', { cause }));
  expect(problem && problemResponse(problem).status).toBe(507);
  expect(translate(new StoreUnavailable('Nothing was saved.'))?.problem).toBe('unavailable');
});
