/** `sojourn scale` as a shell sees it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scaleCommand } from '../../infra/local/cli/scale.ts';
import { shellIn } from '../cli/shell.ts';

const WELCOME = join(import.meta.dirname, '../../examples/welcome.yaml');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-scale-'));
  writeFileSync(join(folder, 'bad.yaml'), 'language: 1\nname: w\n');
  writeFileSync(join(folder, 'quotas.yaml'), 'mail: 500\nsms: 500\nstart: 3000\n');
  writeFileSync(join(folder, 'wrong.yaml'), 'strat: 3\nmail: -1\n');
  writeFileSync(join(folder, 'rates.yaml'), 'opened: 0\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const shell = (...argv: readonly string[]) => shellIn(() => folder)(scaleCommand, ...argv);

describe('sojourn scale', () => {
  it('prints tables and charts, the same each time', async () => {
    const { status, stdout, stderr } = await shell(WELCOME, '--contacts', '2000000');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('welcome: 2,000,000 contacts enter within 60 min, a run waits 24 h on average');
    expect(stdout).toContain('Standard placement: over after');
    expect(stdout).toMatch(/mail +│.*█.*│ at most/);
    expect(await shell(WELCOME, '--contacts', '2000000')).toEqual({ status, stdout, stderr });
  });

  it('prints everything as JSON, at somebody’s own quotas and rates', async () => {
    const { status, stdout } = await shell(
      ...[WELCOME, '--json', '--contacts', '100000', '--over', '10 minutes'],
      ...['--quotas', '@quotas.yaml', '--rates', '@rates.yaml'],
    );
    const report = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(report).toMatchObject({ workflow: 'welcome', contacts: 100_000, overSeconds: 600 });
    const of = (id: string) => report.standard.quotas.find((one: { readonly id: string }) => one.id === id);
    expect(of('start')).toMatchObject({ limit: 3000, longestQueue: 0 });
    // Nobody opens: one mail each.
    expect(of('mail')).toMatchObject({ limit: 500, units: 100_000 });
  });

  it.each([
    [[], 2],
    [[WELCOME, 'another'], 2],
    [[WELCOME, '--contacts', '0'], 2],
    [[WELCOME, '--over', 'soon'], 2],
    [[WELCOME, '--spread', 'widely'], 2],
    [[WELCOME, '--nonsense'], 2],
    [['/nowhere.yaml'], 2],
    [[WELCOME, '--quotas', '/nowhere.yaml'], 2],
    [[WELCOME, '--rates', '/nowhere.yaml'], 2],
    [['@bad.yaml'], 1],
  ])('%j ends with its status', async (argv, status) => {
    const done = await shell(...argv);
    expect([done.status, done.stdout]).toEqual([status, '']);
    expect(done.stderr).not.toBe('');
  });

  it('says what is wrong in the quotas', async () => {
    const { status, stdout } = await shell(WELCOME, '--quotas', '@wrong.yaml', '--json');
    expect(status).toBe(2);
    const told = stdout === '' ? (await shell(WELCOME, '--quotas', '@wrong.yaml')).stderr : stdout;
    expect(told).toContain('There is no quota `strat`. Did you mean `start`?');
    expect(told).toContain('`mail` is not a number above zero.');
  });
});
