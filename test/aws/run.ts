/**
 * `npm run test:aws`: the tests that need AWS, against an emulator on this machine. Makes a virtual environment in the cache
 * folder (once), starts the emulator on loopback and our own Step Functions beside it, runs the tests, and stops everything it
 * started. No account, no container. Functions and machines live in one time, which stands still until a test moves it.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listening } from '../adapters/listening.ts';
import { nameErrors } from './lambda-names.ts';
import { startSchedules } from './schedules.ts';

const EMULATOR = { folder: 'ministack-1.5.33', packages: ['ministack==1.5.33', 'hypercorn>=0.18'] };
/** It brings a botocore of its own. */
const CLI = { folder: 'awscli-1', packages: ['awscli>=1.42,<2'] };
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sojourn');
const READY_MS = 60_000;
const ROOT = join(import.meta.dirname, '..', '..');
/** When stories begin. */
const START = '2026-03-02T09:00:00.000Z';

/** A reason that a person can do something about: shown without a stack. */
class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** The folder of a virtual environment's programs. Throws `CannotStart` without Python or the packages. */
function install({ folder, packages }: typeof EMULATOR): string {
  const place = join(CACHE, folder);
  const bin = join(place, 'bin');
  const done = join(place, 'installed');
  if (existsSync(done)) return bin;
  run('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'], {
    hint: 'python3 (3.10 or later, with venv) is needed for the emulator; on Debian: apt-get install python3-venv',
  });
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  run('python3', ['-m', 'venv', place], { hint: 'the virtual environment was not made' });
  run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages], {
    hint: `pip did not install ${packages.join(' and ')}`,
  });
  writeFileSync(done, `${packages.join('\n')}\n`);
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

/** Our own Step Functions, which calls the emulator's functions. Answers its address. */
function startMachines(
  endpoint: string,
  functions: string,
): { readonly server: ChildProcess; readonly url: Promise<string> } {
  const server = spawn(
    process.execPath,
    [join(ROOT, 'infra', 'local', 'cli', 'main.ts'), 'stepfunctions', '--json', '--port', '0', '--at', START],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ENDPOINT_URL_LAMBDA: functions,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
    },
  );
  const url = new Promise<string>((resolve, reject) => {
    server.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()).url));
    server.once('exit', () => reject(new CannotStart('the Step Functions server ended')));
  });
  return { server, url };
}

/** A provider of SMS and push, of which the emulator has none: everything is delivered, but to devices that are gone. */
async function startProvider(): Promise<string> {
  const provider = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { Addresses = {} } = JSON.parse(Buffer.concat(chunks).toString());
    const Result = Object.fromEntries(
      Object.keys(Addresses).map((to) => [
        to,
        to.startsWith('gone')
          ? { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 410, StatusMessage: 'Unregistered' }
          : { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, MessageId: 'direct' },
      ]),
    );
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ApplicationId: 'test', RequestId: 'test', Result }));
  });
  const { url } = await listening(provider);
  provider.unref();
  return url;
}

async function main(): Promise<number> {
  const bin = install(EMULATOR);
  const cli = install(CLI);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-emulator-'));
  const clock = join(folder, 'clock');
  // Empty, it is the time of day.
  writeFileSync(clock, '');
  const schedules = await startSchedules();
  const machines = startMachines(endpoint, await nameErrors(endpoint));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
  process.on('exit', () => {
    stop(machines.server);
    rmSync(folder, { recursive: true, force: true });
  });
  const machinesUrl = await machines.url;
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
      // What the functions find in their environment.
      AWS_ENDPOINT_URL_SFN: machinesUrl,
      AWS_ENDPOINT_URL_SCHEDULER: schedules,
      AWS_ENDPOINT_URL_PINPOINT: await startProvider(),
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'in-lambda.mjs')).href}`,
      SOJOURN_TEST_CLOCK: clock,
    },
  });
  process.on('exit', () => stop(emulator));
  await ready(endpoint, emulator);
  const env = {
    ...process.env,
    SOJOURN_TEST_EMULATOR: endpoint,
    SOJOURN_TEST_MACHINES: machinesUrl,
    SOJOURN_TEST_AWS_CLI: join(cli, 'aws'),
    SOJOURN_TEST_SCHEDULES: schedules,
    SOJOURN_TEST_CLOCK: clock,
    SOJOURN_TEST_FOLDER: folder,
  };
  // What takes the deployment away comes last.
  const first = await runTests(['aws', 'signed'], env);
  const last = await runTests(['last'], env, process.argv.slice(2).map(behind));
  return first === 0 ? last : first;
}

/** The second run's report stands beside the first one's. */
const behind = (word: string): string => word.replace(/^(--outputFile\.json=.*)\.json$/, '$1.last.json');

/** The exit status of vitest. Words on the command line choose among the files. */
function runTests(
  projects: readonly string[],
  env: NodeJS.ProcessEnv,
  words: readonly string[] = process.argv.slice(2),
): Promise<number> {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const chosen = projects.flatMap((name) => ['--project', name]);
  const config = ['--config', 'test/aws/vitest.config.ts', '--passWithNoTests'];
  const args = [vitest, 'run', ...config, ...chosen, ...words];
  const tests = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env });
  return new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1)));
}

try {
  process.exit(await main());
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`test:aws: ${error.message}\n`);
  process.exit(1);
}
