/** The Lambda `jobs`. */
import { create } from '../handlers/jobs.ts';
import { entry } from './entry.ts';
import { files } from './port/files.ts';
import { machines } from './port/machines.ts';
import { timers } from './port/timers.ts';

/** As long as a call of any function may last. */
const SETTLE_MS = 15 * 60_000;

export const handler = entry({ files, machines, timers }, (deps) => {
  const leftOver = (_tenant: string, since: number): number =>
    Math.max(0, since + SETTLE_MS - deps.clock.now());
  return create({ ...deps, leftOver });
});
