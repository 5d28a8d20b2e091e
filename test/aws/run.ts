/**
 * `npm run test:aws`: the tests that need AWS, against an emulator on this machine. Makes a virtual environment in the cache
 * folder (once), starts the emulator on loopback, runs the tests, and stops everything it started. No account, no container.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGES = ['ministack==1.5.33', 'hypercorn>=0.18'];
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sojourn', 'ministack-1.5.33');
const READY_MS = 60_000;

/** A reason that a person can do something about: shown without a stack. */
class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** The folder of the virtual environment's programs. Throws `CannotStart` without Python or the packages. */
function install(): string {
  const bin = join(CACHE, 'bin');
  const done = join(CACHE, 'installed');
  if (existsSync(done)) return bin;
  run('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'], {
    hint: 'python3 (3.10 or later, with venv) is needed for the emulator; on Debian: apt-get install python3-venv',
  });
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  run('python3', ['-m', 'venv', CACHE], { hint: 'the virtual environment was not made' });
  run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES], {
    hint: `pip did not install ${PACKAGES.join(' and ')}`,
  });
  writeFileSync(done, `${PACKAGES.join('\n')}\n`);
  return bin;
}

function run(command: string, args: readonly string[], { hint }: { readonly hint: string }): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined || status !== 0) throw new CannotStart(hint);
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

async function ready(endpoint: string, emulator: ChildProcess): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until && emulator.exitCode === null) {
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new CannotStart(`the emulator did not answer at ${endpoint}`);
}

/** The whole group: the emulator has children of its own. */
function stop({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function main(): Promise<number> {
  const bin = install();
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-emulator-'));
  const emulator = spawn(join(bin, 'ministack'), [], {
    cwd: folder,
    detached: true,
    stdio: 'ignore',
    env: {
      ...process.env,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
  process.on('exit', () => {
    stop(emulator);
    rmSync(folder, { recursive: true, force: true });
  });
  await ready(endpoint, emulator);
  const vitest = join(import.meta.dirname, '..', '..', 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--config', 'test/aws/vitest.config.ts', ...process.argv.slice(2)];
  const tests = spawn(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, SOJOURN_TEST_EMULATOR: endpoint },
  });
  return new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1)));
}

try {
  process.exit(await main());
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`test:aws: ${error.message}\n`);
  process.exit(1);
}
