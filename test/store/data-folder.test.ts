/** The data folder is made, with the ones above it, or there is a reason in words. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeDataFolder } from '../../infra/local/data-folder.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sojourn-folder-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('is made with the folders above it, for its owner alone; made again it stays', () => {
  const folder = join(home, 'a', 'b');
  makeDataFolder(folder);
  makeDataFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it.each([
  ['a file', () => join(home, 'file'), /is a file/],
  ['below a file', () => join(home, 'file', 'data'), /file/],
  ['where the system makes none', () => '/proc/sojourn/data', /mkdir/],
])('cannot be %s', (_name, folder, reason) => {
  writeFileSync(join(home, 'file'), '');
  expect(() => makeDataFolder(folder())).toThrow(reason);
  expect(() => makeDataFolder(folder())).toThrow(/Choose another with `--data`/);
});
