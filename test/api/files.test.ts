import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemResponse } from '../../functions/api/problem.ts';
import { translate } from '../../functions/api/translate.ts';
import { StoreUnavailable } from '../../functions/ports/store-errors.ts';
import { openFiles } from '../../infra/local/files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* parts(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function readAll(source: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> {
  if (source === undefined) return undefined;
  const all: Uint8Array[] = [];
  for await (const part of source) all.push(part);
  return Buffer.concat(all).toString();
}

test('a file is whole or not there', async () => {
  const files = openFiles(folder);
  expect(await files.write('shop/a.csv', parts('one,', 'two'))).toMatchObject({ bytes: 7 });
  expect(await readAll(await files.read('shop/a.csv'))).toBe('one,two');
  expect(await readAll(await files.read('shop/a.csv', 4))).toBe('two');
  const broken = (async function* () {
    yield Buffer.from('half');
    throw new Error('the caller went away');
  })();
  await expect(files.write('shop/b.csv', broken)).rejects.toThrow('went away');
  expect(await files.read('shop/b.csv')).toBeUndefined();
  await files.remove('shop/a.csv');
  await files.remove('shop/a.csv');
  expect(await files.read('shop/a.csv')).toBeUndefined();
});

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
