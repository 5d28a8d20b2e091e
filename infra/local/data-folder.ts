/**
 * The folder in which everything is kept, made when it is not there. Folder by folder: Node's own `recursive` never ends where the
 * system refuses a folder with ENOENT though its parent is there, as below `/proc`.
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** `path` is absolute. Throws in words for people when there can be no such folder. */
export function makeDataFolder(path: string): void {
  try {
    make(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The data folder \`${path}\` cannot be made: ${reason}. Choose another with \`--data\`.`);
  }
}

function make(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw new Error(`\`${path}\` is a file`);
  const parent = dirname(path);
  if (parent !== path) make(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else was faster.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
