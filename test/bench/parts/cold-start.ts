/**
 * What a function takes from the start of its process until it is ready, and until its first event is answered: as deployed, as
 * one bundle with the SDK's clients, and with its packages as they lie in node_modules. The first event opens the function's
 * clients and reads one item from a server on this machine. Milliseconds of the processor, over an empty Node.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { VARIABLES } from '../../../functions/lambda/environment.ts';
import { type FunctionName, manifest } from '../../../functions/manifest.ts';
import { bundle, COMMON, entry } from '../../../infra/aws/bundle.ts';
import { median, number, spread, table } from '../figures.ts';
import type { Part } from '../part.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

const WAYS = ['deployed', 'SDK bundled', 'not bundled'] as const;
type Way = (typeof WAYS)[number];
type Start = { readonly ready: number; readonly first: number };
type Starts = Map<string, Start[]>;

const ROUNDS = 11;

export const part: Part = {
  title: 'Cold starts',
  run: async ({ quick, set, note }) => {
    const rounds = set('rounds', ROUNDS, 1);
    const names = manifest.map(({ name }) => name).filter((name) => !quick || name === 'decide');
    const folder = mkdtempSync(join(ROOT, 'node_modules', '.cold-start-'));
    const { endpoint, close } = await answering();
    try {
      note('bundling');
      await bundle(join(folder, 'deployed'));
      await plain(names, join(folder, 'SDK bundled'), false);
      await plain(names, join(folder, 'not bundled'), true);
      const starts: Starts = new Map();
      for (let round = 0; round < rounds; round += 1) {
        note(`round ${round + 1} of ${rounds}`);
        keep(starts, 'bare', await start(undefined, endpoint));
        for (const name of names) {
          for (const way of WAYS)
            keep(starts, `${way} ${name}`, await start(join(folder, way, name, 'index.mjs'), endpoint));
        }
      }
      return tell(names, starts, folder);
    } finally {
      close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const keep = (starts: Starts, name: string, start: Start): void => {
  starts.set(name, [...(starts.get(name) ?? []), start]);
};

function tell(names: readonly FunctionName[], starts: Starts, folder: string): string {
  const bare = median((starts.get('bare') ?? []).map(({ ready }) => ready));
  const over = (way: Way, name: FunctionName, moment: keyof Start): readonly number[] =>
    (starts.get(`${way} ${name}`) ?? []).map((start) => start[moment] - bare);
  const size = (name: FunctionName): string =>
    number(gzipSync(readFileSync(join(folder, 'deployed', name, 'index.mjs')), { level: 9 }).length / 1000);
  return [
    `Milliseconds of the processor over an empty Node (${number(bare)} ms), median and range. *Ready*: the module is imported. *First*: an event has been answered, for which the clients were opened and an item was read over plain HTTP.`,
    table(
      [
        'function',
        'kB gz',
        'ready',
        'first',
        'ready, SDK bundled',
        'first, SDK bundled',
        'first, not bundled',
      ],
      names.map((name) => [
        `\`${name}\``,
        size(name),
        spread(over('deployed', name, 'ready')),
        spread(over('deployed', name, 'first')),
        number(median(over('SDK bundled', name, 'ready'))),
        number(median(over('SDK bundled', name, 'first'))),
        number(median(over('not bundled', name, 'first'))),
      ]),
    ),
  ].join('\n\n');
}

/** Without our clients and later files: everything in one file, or our own code alone. */
async function plain(names: readonly FunctionName[], outdir: string, external: boolean): Promise<void> {
  await build({
    ...COMMON,
    entryPoints: names.map((name) => entry(name, `${name}/index`)),
    outdir,
    keepNames: true,
    ...(external ? { packages: 'external' as const } : {}),
  });
}

/** On one processor, as a small Lambda is; without `taskset` wherever it runs. */
function start(module: string | undefined, endpoint: string): Promise<Start> {
  const script =
    module === undefined
      ? `const ready = process.cpuUsage(); const first = ready;${REPORT}`
      : `const { handler } = await import(${JSON.stringify(module)});
         const ready = process.cpuUsage();
         await handler(${JSON.stringify(EVENT)}, { awsRequestId: 'first' }).catch(() => {});
         const first = process.cpuUsage();${REPORT}`;
  const args = ['--input-type=module', '-e', script];
  const pinned = process.platform === 'linux';
  const child = spawn(
    pinned ? 'taskset' : process.execPath,
    pinned ? ['-c', '0', process.execPath, ...args] : args,
    { env: environment(endpoint), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    child.on('error', reject);
    child.on('exit', () => {
      const [, found] = /^STARTED (.*)$/m.exec(said) ?? [];
      if (found === undefined) reject(new Error(`a function did not start: ${said.slice(0, 500)}`));
      else resolve(JSON.parse(found));
    });
  });
}

const REPORT = `
const ms = ({ user, system }) => (user + system) / 1000;
process.stderr.write('STARTED ' + JSON.stringify({ ready: ms(ready), first: ms(first) }) + '\\n');
process.exit();`;

/** Of every kind at once: a task's cursor, a queue's batch, a request. Whoever looks for a run finds none. */
const EVENT = {
  contract: 1,
  steps: ['step'],
  cursor: { tenant: 'acme', contact: 'c1', run: 'c1.1', workflow: 'welcome', version: 1, turn: 0 },
  Records: [
    {
      messageId: 'm',
      body: JSON.stringify({
        ...{ tenant: 'acme', contact: 'c1', id: 'e', row: 'act#e', type: 'list.joined' },
        ...{ at: '2026-01-01T00:00:00.000Z', depth: 0 },
      }),
    },
  ],
  rawPath: '/v1/workflows',
  rawQueryString: '',
  headers: { authorization: 'Bearer sk_none' },
  requestContext: { domainName: 'example.com', http: { method: 'GET' } },
};

function environment(endpoint: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    ...Object.fromEntries(Object.values(VARIABLES).map((name) => [name, 'https://example.com'])),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}

/** In the place of every service: no item anywhere, and a secret. */
async function answering(): Promise<{ readonly endpoint: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ SecretString: 'x'.repeat(64) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
