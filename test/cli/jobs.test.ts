/** Exports, broadcasts and the removal of a tenant by the command, over a product of its own. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dev, sojourn, startDev } from './command.ts';

let folder: string;
let dev: Dev;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-jobs-'));
  dev = await startDev(join(folder, 'data'));
  writeFileSync(join(folder, 'people.csv'), 'Email\nada@example.com\nbea@example.com\n');
  writeFileSync(
    join(folder, 'news.yaml'),
    'language: 1\nname: news\ntriggers: [{ on: manual.enrolled }]\nstart: mark\nsteps:\n  mark: { kind: add-tag, tag: news, next: end }\n',
  );
  await run('import', join(folder, 'people.csv'), '--list', 'all');
}, 60_000);
afterAll(async () => {
  await dev.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: readonly string[]) => sojourn([...args, '--url', dev.url, '--key', dev.key]);

describe('export', () => {
  test('writes a file of a list, and says what came of it', async () => {
    const out = join(folder, 'out.csv');
    const ran = await run('export', '--list', 'all', '--out', out, '--json');
    expect(ran).toMatchObject({ code: 0 });
    expect(JSON.parse(ran.stdout)).toMatchObject({ state: 'done', done: 2, list: 'all' });
    expect(readFileSync(out, 'utf8')).toContain('ada@example.com');
  });

  test('writes to standard output', async () => {
    const condition = JSON.stringify({ kind: 'list', list: 'all' });
    const ran = await run('export', '--format', 'ndjson', '--condition', condition);
    expect(ran.stdout.trim().split('\n').length).toBe(2);
  });

  test('refuses what it cannot do', async () => {
    expect(await run('export', '--json')).toMatchObject({ code: 2 });
    expect(await run('export', '--condition', '{')).toMatchObject({
      code: 2,
      stderr: 'The condition is no JSON.\n',
    });
    const event = JSON.stringify({ kind: 'email-opened', within: '7 days' });
    expect(await run('export', '--condition', event)).toMatchObject({ code: 1 });
    expect(await run('export', '--out', join(folder, 'no', 'where.csv'))).toMatchObject({ code: 2 });
  });
});

describe('broadcast', () => {
  test('lets a list in, and never everybody by a flag that is left out', async () => {
    await run('publish', join(folder, 'news.yaml'), '--start');
    expect(await run('broadcast', 'news')).toMatchObject({ code: 2 });
    expect(await run('broadcast', 'news', '--list', 'all', '--everybody')).toMatchObject({ code: 2 });
    expect(await run('broadcast', 'news', '--list', 'all', '--over', 'soon')).toMatchObject({ code: 2 });
    expect(await run('broadcast', 'nothing', '--everybody')).toMatchObject({ code: 1 });
    const ran = await run('broadcast', 'news', '--list', 'all');
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('done: 2 contacts, 2 entered') });
    const slow = await run('broadcast', 'news', '--everybody', '--over', '2 hours', '--no-wait', '--json');
    expect(JSON.parse(slow.stdout)).toMatchObject({ state: 'running', spreadSeconds: 7200 });
  });
});

describe('tenant', () => {
  test('is removed when its name is given twice', async () => {
    const made = await fetch(`${dev.url}/v1/tenants`, {
      method: 'POST',
      headers: { authorization: `Bearer ${dev.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'acme', name: 'Acme', zone: 'UTC' }),
    });
    expect(made.status).toBe(201);
    expect((await run('tenant', 'list')).stdout).toContain('acme  Acme\n');
    const unsure = await run('tenant', 'remove', 'acme');
    expect(unsure).toMatchObject({ code: 2, stderr: expect.stringContaining('add --confirm acme') });
    expect(await run('tenant', 'remove', 'acme', '--confirm', 'acne')).toMatchObject({ code: 2 });
    const ran = await run('tenant', 'remove', 'acme', '--confirm', 'acme');
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('The tenant acme is removed') });
    expect((await run('tenant', 'list')).stdout).not.toContain('acme');
    expect(await run('tenant', 'remove', 'acme', '--confirm', 'acme')).toMatchObject({ code: 1 });
    expect(existsSync(join(folder, 'data', 'imports', 'acme'))).toBe(false);
  });
});
