/** `sojourn cost` and `sojourn graph` as a shell sees them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costCommand } from '../../infra/local/cli/cost.ts';
import { graphCommand } from '../../infra/local/cli/graph.ts';
import { shellIn } from '../cli/shell.ts';

const WELCOME = join(import.meta.dirname, '../../examples/welcome.yaml');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-cost-'));
  writeFileSync(join(folder, 'bad.yaml'), 'language: 1\nname: w\n');
  writeFileSync(join(folder, 'rates.yaml'), 'opened: 0.2\npaths: { opened: { "yes": 0.1 } }\n');
  writeFileSync(join(folder, 'wrong.yaml'), 'opend: 0.2\n');
  writeFileSync(join(folder, 'asl.json'), '{"StartAt":"One","States":{"One":{"Type":"Pass","End":true}}}');
});
afterAll(() => rmSync(folder, { recursive: true }));

const shell = shellIn(() => folder);

describe('sojourn cost', () => {
  it('prints a table', async () => {
    const { status, stdout, stderr } = await shell(costCommand, WELCOME);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('welcome: what 1,000,000 runs cost, in US dollars');
    expect(stdout).toMatch(/standard placement: \d states entered per run \(9 before optimising\)/);
  });

  it('prints everything as JSON', async () => {
    const { status, stdout } = await shell(costCommand, WELCOME, '--json', '--contacts', '5000');
    const report = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(report).toMatchObject({
      workflow: 'welcome',
      naive: { transitionsPerRun: 9 },
      placements: { express: { granularity: 'segment' } },
      forecast: { contacts: 5000 },
    });
    expect(report.placements.standard.transitionsPerRun).toBeLessThan(9);
    for (const line of report.lines)
      expect(Object.keys(line)).toEqual(
        expect.arrayContaining(['service', 'unit', 'countPerRun', 'price', 'source']),
      );
  });

  it('takes rates from a file', async () => {
    const { stdout } = await shell(costCommand, WELCOME, '--json', '--rates', '@rates.yaml');
    const report = JSON.parse(stdout);
    // 1 + 10 %
    expect(report.lines[0]).toMatchObject({ what: 'Mails', countPerRun: 1.1 });
    expect(report.rates).toMatchObject({ opened: 0.2, clicked: 0.1 });
  });

  it.each([
    [[], 2],
    [[WELCOME, 'another'], 2],
    [[WELCOME, '--contacts', '0'], 2],
    [[WELCOME, '--nonsense'], 2],
    [['/nowhere.yaml'], 2],
    [[WELCOME, '--rates', '/nowhere.yaml'], 2],
    [['@bad.yaml'], 1],
  ])('%j ends with its status', async (argv, status) => {
    const done = await shell(costCommand, ...argv);
    expect([done.status, done.stdout]).toEqual([status, '']);
    expect(done.stderr).not.toBe('');
  });

  it('says what is wrong in the rates', async () => {
    const done = await shell(costCommand, WELCOME, '--rates', '@wrong.yaml', '--json');
    expect(done.status).toBe(2);
    expect(JSON.parse(done.stdout)).toEqual({ error: 'There is no rate `opend`. Did you mean `opened`?' });
  });
});

describe('sojourn graph', () => {
  it('draws a definition’s machine, in either language', async () => {
    const one = await shell(graphCommand, WELCOME);
    expect(one.stdout).toMatch(/^flowchart TD\n {2}begin\(\( \)\) --> s0\n {2}s0\["thanks"\]\n/);
    const other = await shell(graphCommand, WELCOME, '--format', 'dot', '--failures');
    expect(other.stdout).toMatch(/^digraph "welcome, compiled by Sojourn" \{\n/);
    expect(other.stdout).toContain('style=dashed');
  });

  it('draws any machine', async () => {
    const { stdout } = await shell(graphCommand, '@asl.json', '--json');
    expect(JSON.parse(stdout).states).toEqual([{ id: 's0', name: 'One', type: 'Pass' }]);
  });

  it.each([
    [[], 2],
    [[WELCOME, '--format', 'svg'], 2],
    [['/nowhere.yaml'], 2],
    [['@bad.yaml'], 1],
  ])('%j ends with its status', async (argv, status) => {
    const done = await shell(graphCommand, ...argv);
    expect([done.status, done.stdout]).toEqual([status, '']);
    expect(done.stderr).not.toBe('');
  });
});
