/** Simulations of many: the same to the byte whatever their threads, counts that add up, rates that are met, contacts of a file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { reportOf, type SimulationReport } from '../../functions/domain/simulation/report.ts';
import { simulateCommand } from '../../infra/local/cli/simulate.ts';
import { stageOf } from '../../infra/local/simulator/order.ts';
import { piecesOf, runPool } from '../../infra/local/simulator/pool.ts';
import { compileFiles, householdOf } from '../../infra/local/simulator/workflows.ts';

const dir = mkdtempSync(join(tmpdir(), 'sojourn-simulate-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const welcome = 'examples/welcome.yaml';

async function run(...argv: readonly string[]) {
  const told = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      told[name] += text;
    },
  });
  const status = await simulateCommand(argv, { stdout: into('stdout'), stderr: into('stderr') });
  return { status, ...told };
}

async function report(...argv: readonly string[]): Promise<SimulationReport> {
  const { status, stdout, stderr } = await run(...argv, '--json');
  expect(stderr).toContain('simulated');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

const sum = (numbers: { readonly [name: string]: number }): number =>
  Object.values(numbers).reduce((total, each) => total + each, 0);

const WINDOW = `
language: 1
name: window
triggers: [{ on: external.occurred, name: start }]
entry: { filter: { not: { kind: tag, tag: staff } } }
sending: { from: { email: a@example.com }, hours: { from: "09:00", to: "17:00" } }
start: mail
steps:
  mail: { kind: send-email, subject: Hello, text: "See https://example.com/a and https://example.com/b", next: answer }
  answer:
    kind: wait-for-event
    paths: [{ id: bought, event: { on: external.occurred, name: purchase }, next: end }]
    timeout: { after: 20 days, next: end }
`;

describe('sojourn simulate', () => {
  it('gives the same bytes for the same seed, in one thread or in two', { timeout: 30_000 }, async () => {
    const compiled = await compileFiles([welcome, 'examples/letters.yaml'], false);
    if (!compiled.ok) throw new Error(compiled.findings);
    const told = async (seed: number, workers: number): Promise<string> => {
      const setting = { seed, start: Date.UTC(2026, 0, 5), days: 30, profile: {} };
      const order = { artifacts: compiled.artifacts, household: householdOf('UTC'), setting, render: false };
      const tally = await runPool(order, piecesOf(160, 20), { workers });
      const about = { contacts: 160, start: '2026-01-05', days: 30, seed, zone: 'UTC' };
      return JSON.stringify(reportOf(stageOf(order), tally, about));
    };
    const alone = await told(7, 0);
    expect(await told(7, 2)).toBe(alone);
    expect(await told(8, 0)).not.toBe(alone);
  });

  it('counts add up: entered is done, left, failed and inside; a branch lets everybody through', async () => {
    const { workflows, sends } = await report(
      welcome,
      '--contacts',
      '500',
      '--days',
      '1',
      '--enter',
      '2 days',
    );
    const {
      entered = 0,
      done = 0,
      left = 0,
      failed = 0,
      inside = 0,
      steps = {},
      sent,
    } = workflows.welcome ?? {};
    expect(entered).toBeGreaterThan(150);
    expect(entered).toBe(done + left + failed + inside);
    expect(inside).toBe(steps.pause?.inside);
    const { contacts } = (await report(welcome, '--contacts', '500')).simulation;
    expect(contacts).toBe(500);
    expect(sum(steps.thanks?.did ?? {})).toBe(entered);
    expect(sent?.email).toBe(sends.email?.total);
    expect(sum(sends.email?.byDay ?? {})).toBe(sends.email?.total);
    expect(sum(sends.email?.byHour ?? {})).toBe(sends.email?.total);
  });

  it('meets the rates of its profile', async () => {
    const profile = file(
      'profile.yaml',
      `
people: { zones: { Asia/Tokyo: 1 }, phone: 0, emailConsent: { out: 0.1 }, tags: { staff: 0.2 } }
email: { open: { rate: 0.6, after: 1 hour }, unsubscribe: { rate: 0 } }
events: [{ name: purchase, rate: 0.5, after: 1 day, following: open, properties: { amount: { from: 5, to: 50 } } }]
providers: { email: { rejected: 0.05, ambiguous: 0.02 } }
`,
    );
    const flow = file('window.yaml', WINDOW);
    const { workflows, sends } = await report(
      flow,
      '--contacts',
      '2000',
      '--profile',
      profile,
      '--seed',
      '3',
    );
    const { entered = 0, refused, steps = {}, transitions } = workflows.window ?? {};
    const near = (value: number | undefined, expected: number): void => {
      expect(value).toBeGreaterThan(expected * 0.8);
      expect(value).toBeLessThan(expected * 1.2);
    };
    near(refused?.filtered, 400);
    const { sent = 0, skipped = 0, rejected = 0, held = 0 } = steps.mail?.did ?? {};
    near(skipped, entered * 0.1);
    near(sent, entered * 0.9 * 0.93);
    expect(rejected).toBeGreaterThan(30);
    expect(held).toBeGreaterThan(10);
    near(steps.answer?.paths?.bought, sent * 0.3);
    // Whoever entered outside nine to five waited, and nobody was written to at night.
    near(steps.mail?.heldByWindow, (entered * 0.9 * 16) / 24);
    expect(transitions?.holds).toBeGreaterThan(steps.mail?.heldByWindow ?? 0);
    const night = Object.entries(sends.email?.byHour ?? {}).filter(
      ([hour]) => hour < '09:00' || hour >= '17:00',
    );
    expect(sum(Object.fromEntries(night))).toBe(0);
  });

  it('takes contacts of a file, and says which rows name nobody', async () => {
    const { stdout, stderr } = await run(welcome, '--from', 'examples/contacts/mailchimp.csv', '--json');
    const told: SimulationReport = JSON.parse(stdout);
    expect(told.simulation.contacts).toBe(23);
    expect(told.workflows.welcome?.entered).toBe(23);
    expect(stderr).toContain('2 rows name no contact');
  });

  it.each([
    [['examples/nothing.yaml'], 2, 'Cannot read'],
    [[welcome, '--days', '0'], 2, '--days is a whole number'],
    [[welcome, '--start', 'soon'], 2, 'is not a date'],
    [[welcome, '--zone', 'Mars/Base'], 2, 'is not an IANA time zone'],
    [[welcome, '--enter', 'slowly'], 2, 'enter'],
    [[welcome, '--placement', 'nowhere'], 2, '--granularity is step or segment'],
    [[welcome, welcome], 2, 'two workflows of the name'],
    [[welcome, '--from', 'examples/contacts/nobody.csv'], 2, 'Cannot read'],
    [[], 2, 'Usage'],
  ])('refuses %j', async (argv, status, words) => {
    const told = await run(...argv);
    expect(told.status).toBe(status);
    expect(told.stderr).toContain(words);
  });
});
