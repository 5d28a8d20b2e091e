// `sojourn asl run --batch`: a line in, a line out, and a bad line stops nothing.

import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { aslCommand } from '../../infra/local/cli/asl.ts';
import { INVOKE } from './running.ts';

async function batch(lines: readonly string[]): Promise<readonly unknown[]> {
  const stdout = new PassThrough();
  const said = text(stdout);
  const code = await aslCommand(['run', '--batch'], {
    stdin: Readable.from([lines.join('\n')]),
    stdout,
    stderr: new PassThrough(),
  });
  expect(code).toBe(0);
  stdout.end();
  return (await said)
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

const states = {
  T: { Type: 'Task', Resource: INVOKE, Next: 'W' },
  W: { Type: 'Wait', Seconds: 86_400, End: true },
};
const definition = { QueryLanguage: 'JSONata', StartAt: 'T', States: states };

it('answers every line', async () => {
  const answers = await batch([
    JSON.stringify({ id: 'good', definition, input: {}, mocks: { T: [{ result: { a: 1 } }] } }),
    JSON.stringify({ id: 'failed', definition, input: {}, mocks: { T: [{ error: 'E', cause: { b: 2 } }] } }),
    JSON.stringify({ id: 'unmocked', definition, input: {} }),
    JSON.stringify({ id: 'broken', definition: { StartAt: 'X' } }),
    'no json',
  ]);
  expect(answers).toEqual([
    { id: 'good', status: 'SUCCEEDED', output: { a: 1 }, states: ['T', 'W'] },
    { id: 'failed', status: 'FAILED', error: 'E', cause: '{"b":2}', states: ['T'] },
    { id: 'unmocked', status: 'REFUSED', error: 'MockMissing', cause: expect.stringContaining('`T`') },
    { id: 'broken', status: 'REFUSED', error: 'MachineRefused', cause: expect.stringContaining('States') },
    { id: null, status: 'REFUSED', error: 'InvalidLine', cause: expect.any(String) },
  ]);
});

it('takes lines as editors and other systems write them', async () => {
  const pass = { QueryLanguage: 'JSONata', StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
  const answers = await batch([
    `\uFEFF${JSON.stringify({ id: 1, definition: pass, input: 'mark' })}\r`,
    '   ',
    '',
    JSON.stringify({ id: 2, definition: JSON.stringify(pass), input: null }),
    JSON.stringify({ definition: pass }),
    JSON.stringify({ id: 'x'.repeat(300_000), definition: pass, mocks: {} }),
    '[1]',
    JSON.stringify({ id: 3, definition: 'no json' }),
    JSON.stringify({ id: 4 }),
    JSON.stringify({ id: 5, definition, mocks: { T: 1 } }),
    JSON.stringify({ id: 6, definition, mocks: { T: [{}] } }),
  ]);
  const refused = (error: string) => ({ status: 'REFUSED', error, cause: expect.any(String) });
  expect(answers).toEqual([
    { id: 1, status: 'SUCCEEDED', output: 'mark', states: ['P'] },
    { id: 2, status: 'SUCCEEDED', output: null, states: ['P'] },
    { id: null, status: 'SUCCEEDED', output: {}, states: ['P'] },
    { id: 'x'.repeat(300_000), status: 'SUCCEEDED', output: {}, states: ['P'] },
    { id: null, ...refused('InvalidLine') },
    { id: 3, ...refused('MachineRefused') },
    { id: 4, ...refused('MachineRefused') },
    { id: 5, ...refused('InvalidLine') },
    { id: 6, ...refused('InvalidLine') },
  ]);
});

it('reads no further ahead than its answers are taken', async () => {
  const line = JSON.stringify({ definition, mocks: { T: [{ result: 1 }] } });
  let read = 0;
  let answered = 0;
  let ahead = 0;
  const stdin = Readable.from(
    (function* () {
      for (; read < 10_000; read += 1) yield `${line}\n`;
    })(),
  );
  const stdout = new Writable({
    highWaterMark: 100,
    write: (_chunk, _encoding, taken) => {
      answered += 1;
      ahead = Math.max(ahead, read - answered);
      setImmediate(taken);
    },
  });
  expect(await aslCommand(['run', '--batch'], { stdin, stdout, stderr: new PassThrough() })).toBe(0);
  await new Promise((resolve) => stdout.end(resolve));
  expect(answered).toBe(10_000);
  expect(ahead).toBeLessThan(3000);
});

it('ends quietly when nobody reads any more', async () => {
  const line = JSON.stringify({ definition, mocks: { T: [{ result: 1 }] } });
  const stdout = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, taken) => taken(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  });
  const stderr = new PassThrough();
  const stdin = Readable.from([`${line}\n${line}\n`]);
  expect(await aslCommand(['run', '--batch'], { stdin, stdout, stderr })).toBe(0);
  stderr.end();
  expect(await text(stderr)).toBe('');
});

it('says how it is called', async () => {
  const stderr = new PassThrough();
  const io = { stdin: Readable.from([]), stdout: new PassThrough(), stderr };
  expect(await aslCommand(['walk'], io)).toBe(2);
  stderr.end();
  expect(await text(stderr)).toContain('Usage: sojourn asl run');
});
