/** The files port as a folder: written beside, synced, then moved into place, so that a name is a whole file or none. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Files } from '../../functions/ports/files.ts';
import { StoreUnavailable } from '../../functions/ports/store-errors.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/** @example const files = openFiles('/srv/sojourn/imports'); await files.write('shop/i1.csv', request.body); */
export function openFiles(folder: string): Files {
  dropHalves(folder);
  const pathOf = (name: string): string => {
    if (!NAME.test(name)) throw new TypeError(`\`${name}\` is no name of a file here`);
    return join(folder, name);
  };

  const write: Files['write'] = async (name, body) => {
    const target = pathOf(name);
    const beside = `${target}.part`;
    try {
      mkdirSync(dirname(target), { recursive: true });
      const handle = await open(beside, 'w', 0o600);
      const hash = createHash('sha256');
      let bytes = 0;
      try {
        for await (const part of body) {
          hash.update(part);
          await handle.writeFile(part);
          bytes += part.byteLength;
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(beside, target);
      return { bytes, sha256: hash.digest('hex') };
    } catch (error) {
      await rm(beside, { force: true });
      throw isSystem(error) ? unavailable(error) : error;
    }
  };

  const read: Files['read'] = async (name, from = 0) => {
    const path = pathOf(name);
    const found = await stat(path).catch(() => undefined);
    return found?.isFile() === true ? createReadStream(path, { start: from }) : undefined;
  };

  const size: Files['size'] = async (name) => {
    const found = await stat(pathOf(name)).catch(() => undefined);
    return found?.isFile() === true ? found.size : undefined;
  };

  return {
    write,
    read,
    size,
    remove: (name) => rm(pathOf(name), { force: true }),
    removeAll: (name) => rm(pathOf(name), { recursive: true, force: true }),
  };
}

/** What a kill left half written: nobody was told that it is there. */
function dropHalves(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.part')) rmSync(join(folder, name), { force: true });
  }
}

/** An error of the file system, not of whoever sends the body. */
function isSystem(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && FILE_CALLS.has(String(error.syscall));
}
const FILE_CALLS = new Set(['open', 'write', 'writev', 'fsync', 'rename', 'mkdir', 'close']);

function unavailable(error: Error): StoreUnavailable {
  const full = 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  const hint = full
    ? 'The disk of the data folder is full: free some space.'
    : 'See that the data folder can be written.';
  return new StoreUnavailable(`Nothing was kept: ${error.message}. ${hint}`, { cause: error });
}
