/** `sojourn test`: the examples' own tests pass, what fails is told as a diff, and what is written wrongly is told with what is right. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { testCommand } from '../../infra/local/cli/test.ts';

const dir = mkdtempSync(join(tmpdir(), 'sojourn-rehearsal-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(...argv: readonly string[]) {
  const told = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      told[name] += text;
    },
  });
  const status = await testCommand(argv, { stdout: into('stdout'), stderr: into('stderr') });
  return { status, ...told };
}

const workflow = resolve('examples/welcome.yaml');

function test(body: string, head = ''): string {
  const path = join(
    dir,
    `${head.length}-${body.length}-${Math.abs(Array.from(body).reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) | 0, 7))}.test.yaml`,
  );
  writeFileSync(
    path,
    `workflow: ${workflow}\nzone: Europe/Berlin\n${head}given: { ada: { phone: "+4930901820" } }\ntests:\n  - name: one\n${body.replace(/^/gm, '    ')}\n`,
  );
  return path;
}

describe('examples', () => {
  const files = readdirSync('examples/tests').map((name) => `examples/tests/${name}`);

  it('every example has its tests', () => {
    const flows = readdirSync('examples').filter((name) => name.endsWith('.yaml'));
    const tested = files.map((file) => readFileSync(file, 'utf8').split('tests:')[0]).join('');
    expect(flows.filter((name) => !tested.includes(`../${name}`))).toEqual([]);
  });

  it.each(files)('%s passes', async (file) => {
    const { status, stdout } = await run(file);
    expect(stdout).not.toMatch(/[✗?] /);
    expect(status).toBe(0);
  });
});

it.each(['', 'caps: { email: { perWeek: 1 } }\n'])(
  'a file may have the caps of its tenant: %j',
  async (head) => {
    const story = '\n    - after 1 day: ada gets story';
    const body = `events:
  - at once: ada joins newsletter
  - after 2 hours: ada opens thanks
expect:
  sends:
    - at once: ada gets thanks${head === '' ? story : ''}`;
    const { status, stdout } = await run(test(body, head));
    expect(stdout).not.toMatch(/[✗?] /);
    expect(status).toBe(0);
  },
);

describe('a failure', () => {
  it('is a diff in the words of the test', async () => {
    const { status, stdout, stderr } = await run(
      test(`events:
  - at once: ada joins newsletter
  - after 2 hours: ada opens thanks
expect:
  sends:
    - at once: ada gets thanks
    - after 1 day: ada gets reminder
  path: { ada: thanks > pause > opened (otherwise) > reminder > mark }
  state: { ada: waiting at pause }
  tags: { ada: [vip] }
  score: { ada: 3 }
  details: { ada: { plan: pro } }`),
    );
    expect(status).toBe(1);
    expect(stderr).toContain('0 passed, 1 failed');
    expect(stdout.slice(stdout.indexOf('\n'))).toBe(`
  ✗ one   (- expected, + happened)
    sends
      at once: ada gets thanks
    - after 1 day: ada gets reminder
    + after 1 day: ada gets story
    path
    - ada: thanks > pause > opened (otherwise) > reminder > mark
    + ada: thanks > pause > opened (yes) > story > mark
    state
    - ada: waiting at pause
    + ada: done
    tags
    - ada: vip
    + ada: welcomed
    score
    - ada: 3
    + ada: 0
    details
    - ada: {"plan":"pro"}
    + ada: {"plan":null}
`);
  });

  it.each([
    ['a message too few', 'expect: { sends: [{ to: ada, step: thanks }] }', '- at any time: ada gets thanks'],
    [
      'a message too many',
      'events: [{ at once: ada joins newsletter }]\nuntil: 1 hour\nexpect: { sends: [] }',
      '+ at once: ada gets thanks',
    ],
    [
      'a time that is off',
      'events: [{ at once: ada joins newsletter }]\nuntil: 1 hour\nexpect: { sends: [{ after 5 minutes: ada gets thanks }] }',
      '- after 5 minutes: ada gets thanks',
    ],
    [
      'another subject',
      'events: [{ at once: ada joins newsletter }]\nuntil: 1 hour\nexpect: { sends: [{ to: ada, step: thanks, subject: Goodbye }] }',
      '+ at once: ada gets thanks (Welcome)',
    ],
    [
      'another reason',
      'events: [{ at once: ada joins newsletter }]\nmocks: { thanks: rejected }\nuntil: 1 hour\nexpect: { misses: [{ at once: "ada misses thanks, opted out" }] }',
      '+ at once: ada misses thanks, the test says rejected',
    ],
    [
      'a mail opened that never came',
      'events: [{ at once: ada opens thanks }]\nexpect: {}',
      'events that could not happen',
    ],
  ])('%s', async (_name, body, words) => {
    const { status, stdout } = await run(test(body));
    expect(stdout).toContain(words);
    expect(status).toBe(1);
  });
});

describe('what cannot be understood', () => {
  it.each([
    ['events: [{ soon: ada joins newsletter }]\nexpect: {}', '`soon` is no time'],
    ['events: [{ at once: bob joins newsletter }]\nexpect: {}', 'begins with nobody of `given` (ada)'],
    ['events: [{ at once: ada dances }]\nexpect: {}', 'is nothing that somebody does; there is `is added`'],
    ['events: [{ at once: "ada does order with {x}" }]\nexpect: {}', 'is no JSON object'],
    ['expect: { sends: [{ at once: ada eats thanks }] }', 'write `ada gets STEP`'],
    ['expect: { state: { ada in nowhere: done } }', 'there is no workflow `nowhere`'],
    ['given: { eve: { email: eve } }\nexpect: {}', '`eve`: email'],
    ['expectations: {}\nexpect: {}', 'has no field `expectations`'],
    ['until: soon\nexpect: {}', '/tests/0/until'],
    ['events: []', 'lacks `expect`'],
  ])('%s', async (body, words) => {
    const { status, stdout } = await run(test(body));
    expect(stdout).toContain(words);
    expect(status).toBe(2);
  });

  it('files that are not there, and workflows that are wrong', async () => {
    const gone = await run('examples/tests/gone.test.yaml');
    expect(gone).toMatchObject({ status: 2, stdout: expect.stringContaining('Cannot read it') });
    const path = join(dir, 'wrong.test.yaml');
    writeFileSync(path, 'workflow: nowhere.yaml\ntests: [{ name: a, expect: {} }]\n');
    expect(await run(path)).toMatchObject({ status: 2, stdout: expect.stringContaining('nowhere.yaml') });
    expect(await run()).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage') });
  });
});
