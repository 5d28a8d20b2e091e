/**
 * Measures modules in turn, each time in a fresh process and an empty folder: for parts whose sides are not contacts carried
 * through a workflow. A module exports `measure`, which answers what it measured as JSON.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Setting } from './part.ts';

export type Measure<A, R> = (argument: A, folder: string) => Promise<R>;

/** `module`: relative to this folder. */
export type Station<A> = { readonly name: string; readonly module: string; readonly argument: A };

/** Answers each side's results in the order of `sides`. */
export async function inTurn<A, R>(
  { note, pairs }: Pick<Setting, 'note' | 'pairs'>,
  sides: readonly Station<A>[],
): Promise<readonly (readonly R[])[]> {
  const results = sides.map((): R[] => []);
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const [index, side] of sides.entries()) {
      note(`round ${pair + 1} of ${pairs}: ${side.name}`);
      results[index]?.push(await measured<A, R>(side));
    }
  }
  return results;
}

/** One side, once. */
export function measured<A, R>({ name, module, argument }: Station<A>): Promise<R> {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-bench-'));
  const child = fork(
    join(import.meta.dirname, 'in-turn-process.ts'),
    [join(import.meta.dirname, module), JSON.stringify(argument), folder],
    { execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'], stdio: ['ignore', 2, 2, 'ipc'] },
  );
  return new Promise<R>((resolve, reject) => {
    let result: { readonly of: R } | undefined;
    child.on('message', (message: R) => {
      result = { of: message };
    });
    child.on('error', reject);
    child.on('exit', (status) => {
      rmSync(folder, { recursive: true, force: true });
      if (result === undefined) reject(new Error(`${name} ended with ${status} and no result`));
      else resolve(result.of);
    });
  });
}
