/** Starts the product in a folder of its own, as `npm start` does, and stops it again. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Product = { readonly url: string; readonly key: string; readonly stop: () => Promise<void> };

export async function startProduct(): Promise<Product> {
  const data = mkdtempSync(join(tmpdir(), 'sojourn-demo-'));
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../bin/sojourn.cjs'), 'dev', '--json', '--port', '0', '--data', data],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) =>
      reject(new Error(`the product ended with code ${code} before it was ready`)),
    );
  });
  const ready: unknown = JSON.parse(line);
  const field = (name: string): string => {
    const value = typeof ready === 'object' && ready !== null ? Reflect.get(ready, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return {
    url: field('url'),
    key: field('apiKey'),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}
