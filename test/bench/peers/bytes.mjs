import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of all files in a folder; files may go while they are counted. */
export const bytesIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, file) => {
    const stat = statSync(join(folder, file), { throwIfNoEntry: false });
    return sum + (stat?.isFile() ? stat.size : 0);
  }, 0);
