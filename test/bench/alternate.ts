/** Measures sides in turn, each time in a fresh process and an empty folder; a side that cannot run here is told as absent. */
import { fork } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesIn } from './flow.ts';
import type { Setting } from './part.ts';
import type { Errand } from './process.ts';

export type Contestant = {
  readonly name: string;
  /** What is on disk, and when. */
  readonly durability: string;
  /** Module of the side, relative to this folder. */
  readonly side: string;
  /** Another engine: may be absent. A side of our own that fails is a failure. */
  readonly peer?: { readonly share: number };
};

type OfErrand<E> = E extends unknown ? Omit<E, 'side' | 'folder'> : never;
export type Task = OfErrand<Errand>;

/** `bytes`: what the side left on disk when it was closed. */
export type Once<R> = R & { readonly bytes: number };
export type Found<R> = { readonly of: Contestant; readonly results: readonly R[]; readonly absent?: string };

/** Answers in the order of `contestants`. */
export const alternate = <R>(
  setting: Setting,
  contestants: readonly Contestant[],
  task: (of: Contestant) => Task,
): Promise<readonly Found<R>[]> => inTurn(setting, contestants, (of) => once<R>(of, task(of)));

/** As `alternate`, where one measurement takes more than one process. */
export async function inTurn<R>(
  { note, pairs }: Setting,
  contestants: readonly Contestant[],
  measure: (of: Contestant) => Promise<R>,
): Promise<readonly Found<R>[]> {
  const results = contestants.map((): R[] => []);
  const absent = contestants.map((): string | undefined => undefined);
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const [index, of] of contestants.entries()) {
      if (absent[index] !== undefined) continue;
      note(`round ${pair + 1} of ${pairs}: ${of.name}`);
      try {
        results[index]?.push(await measure(of));
      } catch (error) {
        if (of.peer === undefined) throw error;
        absent[index] = error instanceof Error ? error.message : String(error);
        note(`${of.name}: ${absent[index]}`);
      }
    }
  }
  return contestants.map((of, index) => {
    const reason = absent[index];
    return { of, results: results[index] ?? [], ...(reason === undefined ? {} : { absent: reason }) };
  });
}

export function once<R>(of: Contestant, task: Task): Promise<Once<R>> {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-bench-'));
  // A database server runs as a user of its own.
  chmodSync(folder, 0o755);
  const errand = { ...task, side: join(import.meta.dirname, of.side), folder };
  if (!existsSync(errand.side)) return Promise.reject(new Error('its file is missing'));
  const child = fork(join(import.meta.dirname, 'process.ts'), [JSON.stringify(errand)], {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    let result: R | undefined;
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    child.on('message', (message: R) => {
      result = message;
    });
    child.on('error', reject);
    child.on('exit', () => {
      const bytes = bytesIn(folder);
      rmSync(folder, { recursive: true, force: true });
      const [why = 'it ended without a result'] = /^(?:\w*Error|Absent|Rejected)\b.*$/m.exec(said) ?? [];
      if (result === undefined) reject(new Error(why, { cause: said }));
      else resolve({ ...result, bytes });
    });
  });
}
