/** Runs the command as people do: bin/sojourn.cjs in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const ROOT = join(import.meta.dirname, '../..');
export const BIN = join(ROOT, 'bin/sojourn.cjs');

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type How = {
  readonly node?: string;
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
  readonly input?: string;
};

export async function sojourn(args: readonly string[], how: How = {}): Promise<Ran> {
  return ran(how.node ?? process.execPath, [BIN, ...args], how);
}

export async function ran(program: string, args: readonly string[], how: How = {}): Promise<Ran> {
  const child = spawn(program, args, {
    cwd: how.cwd ?? ROOT,
    env: { ...process.env, SOJOURN_URL: undefined, SOJOURN_KEY: undefined, ...how.env },
    // Without input there is no pipe that could break under a program that is not there, or gone at once.
    stdio: [how.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (part) => {
    stdout += String(part);
  });
  child.stderr?.on('data', (part) => {
    stderr += String(part);
  });
  child.stdin?.end(how.input);
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

export type Dev = {
  readonly url: string;
  readonly key: string;
  /** The one line on standard output. */
  readonly line: string;
  readonly child: ChildProcess;
  /** Exit status after a signal; SIGTERM unless said. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
};

/** `sojourn dev --json --port 0` on a folder; resolves when it says that it is ready. */
export async function startDev(data: string, args: readonly string[] = [], how: How = {}): Promise<Dev> {
  const child = spawn(
    how.node ?? process.execPath,
    [BIN, 'dev', '--json', '--port', '0', '--data', data, ...args],
    {
      cwd: ROOT,
      env: { ...process.env, ...how.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let complaints = '';
  child.stderr.on('data', (part) => {
    complaints += String(part);
  });
  const closed = once(child, 'close');
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
    closed.then(([code]) =>
      Promise.reject(new Error(`ended with ${code} before it was ready: ${complaints}`)),
    ),
  ]);
  const ready: { readonly url: string; readonly apiKey: string } = JSON.parse(line);
  return {
    url: ready.url,
    key: ready.apiKey,
    line,
    child,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const [code] = await closed;
      return code;
    },
  };
}

/** The machine's own Node, if it is another than the pinned one: npm puts the pinned one first. */
export async function systemNode(): Promise<{ readonly path: string; readonly version: string } | undefined> {
  const places = (process.env.PATH ?? '')
    .split(':')
    .filter((place) => place !== '' && !place.includes('node_modules'));
  for (const place of [...places, '/usr/bin', '/usr/local/bin']) {
    const path = join(place, 'node');
    const found = await ran(path, ['--version']).catch(() => undefined);
    if (found?.code === 0) return { path, version: found.stdout.trim() };
  }
  return undefined;
}
