/**
 * `npm run test:dynamodb-local`: the contract of the item store on DynamoDB Local, the service's own program. It needs Java, and its
 * licence asks for an AWS account, so it is brought by whoever has both: `DYNAMODB_LOCAL` is the address of one that runs
 * (http://127.0.0.1:8000), or the path of its DynamoDBLocal.jar, which is then started, in memory, and stopped.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const READY_MS = 60_000;
const HINT =
  'Set DYNAMODB_LOCAL to the address of a running DynamoDB Local (http://127.0.0.1:8000) or to the path of DynamoDBLocal.jar.';

class CannotStart extends Error {
  override readonly name = 'CannotStart';
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

/** Answers 400 to a request that says nothing: that is ready enough. */
async function ready(endpoint: string, child: ChildProcess | undefined): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until && (child?.exitCode ?? null) === null) {
    if ((await fetch(endpoint).catch(() => undefined)) !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new CannotStart(`DynamoDB Local did not answer at ${endpoint}.`);
}

async function started(jar: string): Promise<{ readonly endpoint: string; readonly java: ChildProcess }> {
  const port = await freePort();
  const libraries = `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`;
  const java = spawn('java', [libraries, '-jar', jar, '-inMemory', '-port', String(port)], {
    // It leaves a file of its own where it starts.
    cwd: tmpdir(),
    stdio: 'ignore',
  });
  java.on('error', () => {
    process.stderr.write('test:dynamodb-local: java did not start; DynamoDB Local needs it.\n');
  });
  return { endpoint: `http://127.0.0.1:${port}`, java };
}

async function main(): Promise<number> {
  const asked = process.env.DYNAMODB_LOCAL ?? '';
  if (!/^http:\/\/127\.0\.0\.1:\d+$/.test(asked) && !existsSync(asked)) throw new CannotStart(HINT);
  const own = existsSync(asked) ? await started(resolve(asked)) : undefined;
  const endpoint = own?.endpoint ?? asked;
  process.on('exit', () => own?.java.kill());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
  await ready(endpoint, own?.java);
  const vitest = join(import.meta.dirname, '..', '..', 'node_modules', 'vitest', 'vitest.mjs');
  const args = [
    vitest,
    'run',
    '--config',
    'test/aws/vitest.config.ts',
    'test/aws/store',
    ...process.argv.slice(2),
  ];
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
  process.stderr.write(`test:dynamodb-local: ${error.message}\n`);
  process.exit(1);
}
