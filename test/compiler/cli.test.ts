/** `sojourn check` and `sojourn compile` as a shell sees them: output, files, exit status. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCommand } from '../../infra/local/cli/check.ts';
import { compileCommand } from '../../infra/local/cli/compile.ts';
import { shellIn } from '../cli/shell.ts';

const GOOD =
  'language: 1\nname: w\ntriggers: [{ on: contact.added }]\nstart: a\nsteps: { a: { kind: add-tag, tag: x, next: end } }\n';
const BAD = GOOD.replace('next: end', 'next: b');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sojourn-cli-'));
  writeFileSync(path.join(folder, 'good.yaml'), GOOD);
  writeFileSync(path.join(folder, 'bad.yaml'), BAD);
});
afterEach(() => rmSync(folder, { recursive: true }));

const shell = shellIn(() => folder);

describe('sojourn check', () => {
  it('passes a good definition', async () => {
    expect(await shell(checkCommand, '@good.yaml')).toMatchObject({ status: 0, stderr: '' });
  });

  it('shows findings in their place and fails', async () => {
    const { status, stdout } = await shell(checkCommand, '@good.yaml', '@bad.yaml');
    expect(status).toBe(1);
    expect(stdout).toContain(`${folder}/bad.yaml:5:44: error REF-01: Unknown step`);
    expect(stdout).toContain('There is no step `b`.');
  });

  it('gives data with --json', async () => {
    const { status, stdout } = await shell(checkCommand, '--json', '@bad.yaml');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([{ diagnostics: [{ code: 'REF-01', at: '/steps/a/next' }] }]);
  });

  it('checks several files together, and holds them to a cap', async () => {
    const other = GOOD.replace('name: w', 'name: v').replace('contact.added', 'email.opened, message: w/b');
    writeFileSync(path.join(folder, 'other.yaml'), other);
    expect(await shell(checkCommand, '@other.yaml')).toMatchObject({ status: 0 });
    const { stdout } = await shell(checkCommand, '@none.yaml', '@other.yaml', '@good.yaml');
    expect(stdout).toContain('`w` has no `send-email` step `b`.');
    const mails = GOOD.replace('next: end }', 'next: b }, b: { kind: send-sms, text: x, next: c }').replace(
      /}\s*$/,
      ', c: { kind: send-sms, text: x, next: end } }\n',
    );
    writeFileSync(path.join(folder, 'mails.yaml'), mails);
    expect((await shell(checkCommand, '@mails.yaml')).stdout).toContain('no findings');
    expect((await shell(checkCommand, '@mails.yaml', '--messages-per-day', '1')).stdout).toContain('MSG-06');
    expect(await shell(checkCommand, '@mails.yaml', '--messages-per-day', 'x')).toMatchObject({ status: 2 });
    expect((await shell(checkCommand, '@mails.yaml', '--cap', 'sms=1/week')).stdout).toContain('MSG-06');
    expect((await shell(checkCommand, '@mails.yaml', '--cap', 'email=1/week')).stdout).toContain(
      'no findings',
    );
    expect(await shell(checkCommand, '@mails.yaml', '--cap', 'sms=often')).toMatchObject({ status: 2 });
  });

  it('says what it cannot do', async () => {
    expect(await shell(checkCommand)).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage') });
    expect(await shell(checkCommand, '--what')).toMatchObject({ status: 2 });
    expect(await shell(checkCommand, '@none.yaml')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Cannot read'),
    });
  });
});

describe('sojourn compile', () => {
  it('explains what each pass saved, and why auto chose a placement', async () => {
    const explained = await shell(compileCommand, '@good.yaml', '--explain');
    expect(explained.status).toBe(0);
    expect(explained.stdout).toMatch(/^pass +states +shortest way +longest way +saved\nnaive +3 +3 +3\n/);
    expect(explained.stdout).toMatch(/\nabsorb-end +2 +1 +2 +1\n/);
    const auto = ['--placement', 'auto', '--runs-per-month'];
    const few = await shell(compileCommand, '@good.yaml', ...auto, '1000');
    expect(few.stderr).toMatch(/^Placement standard: its states cost at most \$0 a month/);
    const many = await shell(compileCommand, '@good.yaml', ...auto, '2000000');
    expect(many.stderr).toBe(
      'Placement express: states of Standard machines would cost up to $100 a month.\n',
    );
    expect(JSON.parse(many.stdout)).toMatchObject({ StartAt: '-segment', TimeoutSeconds: 300 });
    expect((await shell(compileCommand, '@good.yaml', '--placement', 'moon')).status).toBe(2);
  });

  it('prints the machine', async () => {
    const { status, stdout } = await shell(
      compileCommand,
      '@good.yaml',
      '--function-arn',
      'arn:aws:lambda:eu-west-1:1:function:mine-',
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ StartAt: 'a' });
    expect(stdout).toContain('arn:aws:lambda:eu-west-1:1:function:mine-apply');
  });

  it('prints the artifact with --json, and one state per step with --naive', async () => {
    const { stdout } = await shell(compileCommand, '@good.yaml', '--json', '--naive');
    const artifact = JSON.parse(stdout);
    expect(artifact).toMatchObject({ routing: { types: ['contact.added'] }, functions: ['apply', 'finish'] });
    expect(Object.keys(artifact.machine.States)).toContain('-done');
  });

  it('writes into a file or a folder', async () => {
    expect(await shell(compileCommand, '@good.yaml', '--out', '@out/')).toMatchObject({
      status: 0,
      stdout: '',
    });
    expect(JSON.parse(readFileSync(path.join(folder, 'out/w.asl.json'), 'utf8'))).toMatchObject({
      StartAt: 'a',
    });
    await shell(compileCommand, '@good.yaml', '--out', '@m.json');
    expect(readFileSync(path.join(folder, 'm.json'), 'utf8')).toBe(
      readFileSync(path.join(folder, 'out/w.asl.json'), 'utf8'),
    );
  });

  it('fails with findings about a bad definition, and writes nothing', async () => {
    const { status, stdout, stderr } = await shell(compileCommand, '@bad.yaml');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('REF-01');
  });

  it('says what it cannot do', async () => {
    expect(await shell(compileCommand)).toMatchObject({ status: 2 });
    expect(await shell(compileCommand, '@none.yaml')).toMatchObject({ status: 2 });
    expect(await shell(compileCommand, '@good.yaml', '--out', '@good.yaml/x/')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Cannot write'),
    });
  });
});
