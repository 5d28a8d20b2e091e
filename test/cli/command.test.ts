import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { client } from '../api/product.ts';
import { BIN, type Dev, ROOT, ran, sojourn, startDev, systemNode } from './command.ts';

/** Starts again and again while the one before is still there. */
async function startedAtLast(data: string): Promise<Dev> {
  for (;;) {
    try {
      return await startDev(data);
    } catch (error) {
      expect(String(error)).toContain('in use');
    }
  }
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WELCOME = join(ROOT, 'examples/welcome.yaml');

describe('without a product', () => {
  test('help names every command', async () => {
    const { code, stdout } = await sojourn(['--help']);
    expect(code).toBe(0);
    for (const name of ['dev', 'check', 'compile', 'publish', 'import', 'asl'])
      expect(stdout).toContain(`  ${name} `);
  });

  test.each([
    [[], 2],
    [['nonsense'], 2],
    [['__proto__'], 2],
    [['dev', '--port', 'x'], 2],
    [['dev', '--nonsense'], 2],
    [['dev', '--smtp', 'http://x'], 2],
    [['dev', '--base-url', 'x'], 2],
    [['publish'], 2],
    [['import', 'a', 'b'], 2],
    [['import', '/nowhere.csv'], 2],
    [['check', '/nowhere.yaml'], 2],
  ])('%j is a wrong call', async (args, status) => {
    const { code, stdout, stderr } = await sojourn(args);
    expect([code, stdout]).toEqual([status, '']);
    expect(stderr).not.toBe('');
    expect(stderr).not.toContain('    at ');
  });

  test('every command that help names has help of its own, and takes --json', async () => {
    const { stdout: help } = await sojourn(['help']);
    const names = [...help.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) {
      const { code, stdout, stderr } = await sojourn([name, '--help']);
      expect([code, stdout, stderr]).toEqual([0, expect.stringContaining(`Usage: sojourn ${name}`), '']);
      expect(stdout).toContain('--json');
    }
    expect((await sojourn(['check', '-h'])).stdout).toContain('Usage: sojourn check');
  });

  test('with --json every refusal is a line of JSON', async () => {
    const bad = join(folder, 'no-start.yaml');
    writeFileSync(bad, 'language: 1\nname: bad\ntriggers: []\nstart: nowhere\nsteps: {}\n');
    const far = ['--url', 'http://127.0.0.1:9', '--key', 'k'];
    const calls: readonly (readonly [status: number, field: 'error' | 'diagnostics', ...call: string[]])[] = [
      [1, 'diagnostics', 'compile', bad],
      [1, 'diagnostics', 'cost', bad],
      [1, 'diagnostics', 'scale', bad],
      [1, 'diagnostics', 'graph', bad],
      [1, 'error', 'simulate', bad],
      [2, 'error', 'compile', '/nowhere.yaml'],
      [2, 'error', 'import', '/nowhere.csv'],
      [2, 'error', 'asl', 'run', '/nowhere.json'],
      [2, 'error', 'publish', WELCOME, ...far],
      [1, 'error', 'dead-letters', 'list', ...far],
      [2, 'error', 'compile', WELCOME, '--nonsense'],
      [2, 'error', 'dev', '--port', 'x'],
      [1, 'error', 'dev', '--data', WELCOME],
    ];
    for (const [status, field, ...call] of calls) {
      const { code, stdout } = await sojourn([...call, '--json']);
      expect([call, code, stdout.split('\n').length]).toEqual([call, status, 2]);
      expect(JSON.parse(stdout)).toHaveProperty(field);
    }
    const unread = await sojourn(['check', WELCOME, '/nowhere.yaml', '--json']);
    expect(unread.code).toBe(2);
    expect(JSON.parse(unread.stdout)).toMatchObject([
      { file: WELCOME, diagnostics: [] },
      { file: '/nowhere.yaml', error: expect.stringContaining('/nowhere.yaml') },
    ]);
  }, 60_000);

  test('publish and import say how to start a product', async () => {
    for (const args of [
      ['publish', WELCOME],
      ['import', join(ROOT, 'package.json')],
    ]) {
      const { code, stderr } = await sojourn([...args, '--data', join(folder, 'none')]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('npm start')]);
    }
  });

  test('a product that does not answer is named', async () => {
    const { code, stderr } = await sojourn(['publish', WELCOME, '--url', 'http://127.0.0.1:9', '--key', 'k']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('http://127.0.0.1:9 does not answer')]);
  });

  test('check shows findings in their place, with the status of a failure', async () => {
    const file = join(folder, 'bad.yaml');
    writeFileSync(
      file,
      'language: 1\nname: bad\ntriggers:\n  - on: list.joined\n    list: x\nstart: nowhere\nsteps:\n  tag: { kind: add-tag, tag: a, next: end }\n',
    );
    const { code, stdout } = await sojourn(['check', file]);
    expect(code).toBe(1);
    expect(stdout).toContain('bad.yaml:6:');
    expect(stdout).toContain('start: nowhere');
    expect(stdout).toContain('^');
    const json = await sojourn(['check', file, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject([{ file, diagnostics: [{ severity: 'error' }] }]);
  });

  test('compile prints the machine', async () => {
    const { code, stdout } = await sojourn(['compile', WELCOME]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ QueryLanguage: 'JSONata', States: expect.any(Object) });
  });
});

describe('under whichever Node', () => {
  test('the command works under the Node of the machine', async () => {
    const system = await systemNode();
    // Where the machine has no Node of its own, the pinned one is all there is to try.
    const node = system?.path ?? process.execPath;
    const { code, stdout } = await sojourn(['check', WELCOME], { node });
    expect([code, stdout]).toEqual([0, expect.stringContaining('no findings')]);
  });

  test('it says what is missing where Node 24 is not there', async () => {
    const system = await systemNode();
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    copyFileSync(BIN, join(bin, 'sojourn.cjs'));
    const old = Number(system?.version.replace(/^v/, '').split('.')[0] ?? 24) < 24;
    const { code, stderr } = await ran(system?.path ?? process.execPath, [
      join(bin, 'sojourn.cjs'),
      '--help',
    ]);
    expect(code).not.toBe(0);
    if (old) expect(stderr).toMatch(/needs Node 24.*\n.*npm ci/);
  });
});

describe('dev', () => {
  let dev: Dev;
  let data: string;
  beforeAll(async () => {
    data = join(folder, 'data');
    dev = await startDev(data);
  });
  afterAll(() => dev.stop());

  test('prints one compact line when it is ready', async () => {
    expect(JSON.parse(dev.line)).toEqual({ url: dev.url, apiKey: dev.key, tenant: 'local', data });
    expect(dev.line).not.toMatch(/\s/);
    expect((await fetch(`${dev.url}/health`)).status).toBe(200);
  });

  test('keeps the key to its owner', () => {
    expect(statSync(join(data, 'key.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(data, 'sojourn.db')).includes(dev.key)).toBe(false);
  });

  test('serves API, reference, console and nothing else', async () => {
    const status = async (path: string): Promise<number> => (await fetch(`${dev.url}${path}`)).status;
    expect(await status('/openapi.json')).toBe(200);
    expect(await status('/docs')).toBe(200);
    expect(await status('/v1/tenant')).toBe(401);
    expect(await status('/t/o/forged.gif')).toBe(404);
    expect(await status('/missing.js')).toBe(404);
    expect(await (await fetch(`${dev.url}/..%2f..%2fpackage.json`)).text()).not.toContain('devDependencies');
    const page = await fetch(`${dev.url}/`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a second one on the same folder names the first and what to do', async () => {
    const { code, stdout, stderr } = await sojourn(['dev', '--port', '0', '--data', data]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`process ${dev.child.pid}`);
    expect(stderr).toContain('Stop that process, or give this one another data folder');
    expect((await fetch(`${dev.url}/health`)).status).toBe(200);
  });

  test('a folder that holds something else is named, without a stack', async () => {
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(join(broken, 'sojourn.db'), 'no database '.repeat(1000));
    const { code, stderr } = await sojourn(['dev', '--port', '0', '--data', broken]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/could not start: .*is not a database/)]);
    expect(stderr).not.toContain('    at ');
  });

  test('a port in use is named', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await sojourn(['dev', '--port', String(port), '--data', join(folder, 'other')]);
    server.close();
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Port ${port} is in use`)]);
  });

  test('publish finds it by its folder, and shows findings of what it refuses', async () => {
    const published = await sojourn(['publish', WELCOME, '--start', '--data', data]);
    expect([published.code, published.stdout]).toEqual([
      0,
      expect.stringContaining('Published welcome version 1, started'),
    ]);
    const json = await sojourn(['publish', WELCOME, '--json', '--data', data]);
    expect(JSON.parse(json.stdout)).toMatchObject({ workflow: 'welcome', version: 1, fresh: false });
    const refused = await sojourn(['publish', join(folder, 'bad.yaml'), '--data', data]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('start: nowhere')]);
  });

  test('publish takes address and key from flags and environment', async () => {
    const flags = await sojourn(['publish', WELCOME, '--url', dev.url, '--key', dev.key], { cwd: folder });
    expect(flags.code).toBe(0);
    const env = { SOJOURN_URL: dev.url, SOJOURN_KEY: 'sk_local_wrong' };
    const refused = await sojourn(['publish', WELCOME], { cwd: folder, env });
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('401')]);
  });

  test('the local key goes to no other machine', async () => {
    const elsewhere = ['publish', WELCOME, '--url', 'http://example.invalid', '--data', data];
    const refused = await sojourn(elsewhere);
    const told = 'No API key for http://example.invalid: pass --key';
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(told)]);
    const here = await sojourn([
      'publish',
      WELCOME,
      '--url',
      dev.url.replace('127.0.0.1', 'localhost'),
      '--data',
      data,
    ]);
    expect(here.code).toBe(0);
  });

  test('import waits for the end and tells the figures', async () => {
    const file = join(folder, 'people.csv');
    writeFileSync(file, 'email,First name\nada@example.com,Ada\nbroken,Bob\n');
    const { code, stdout } = await sojourn([
      'import',
      file,
      '--list',
      'newsletter',
      '--consent',
      'email:in',
      '--data',
      data,
    ]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('done: 2 rows, 1 created, 0 updated, 1 refused'),
    ]);
    const json = await sojourn(['import', file, '--json', '--data', data]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      state: 'done',
      rows: 2,
      created: 0,
      updated: 1,
      refused: 1,
      percent: 100,
    });
  });

  test('a signal stops it in order, and the next start has the same key', async () => {
    expect(await dev.stop('SIGINT')).toBe(0);
    expect(existsSync(join(data, 'address.json'))).toBe(false);
    const before = dev.key;
    dev = await startDev(data);
    expect(dev.key).toBe(before);
  });

  test('what was done under an Idempotency-Key before a kill is answered alike after it', async () => {
    const ask = async () => {
      const answer = await client(dev.url, dev.key)(
        'POST',
        '/v1/keys',
        { role: 'viewer', label: 'once' },
        { 'idempotency-key': 'once' },
      );
      return [answer.status, answer.text];
    };
    const first = await ask();
    expect(first[0]).toBe(201);
    await dev.stop('SIGKILL');
    dev = await startedAtLast(data);
    expect(await ask()).toEqual(first);
  });

  test('so it does under another Node, whose death ends it too', async () => {
    const system = await systemNode();
    await dev.stop();
    const outer = await startDev(data, [], { node: system?.path ?? process.execPath });
    await outer.stop('SIGKILL');
    // The inner process lets go of the folder once it notices; until then a start is refused.
    dev = await startedAtLast(data);
    expect(dev.key).toBe(outer.key);
  });

  test('a killed npm takes it along', async () => {
    await dev.stop();
    const npm = spawn('npm', ['start', '--silent', '--', '--json', '--port', '0', '--data', data], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = await once(createInterface({ input: npm.stdout }), 'line');
    npm.kill('SIGKILL');
    dev = await startedAtLast(data);
    expect(JSON.parse(String(line))).toMatchObject({ apiKey: dev.key, data });
  });
});
