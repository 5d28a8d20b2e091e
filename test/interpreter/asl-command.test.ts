// `sojourn asl run --batch`: a line in, a line out, and a bad line stops nothing.

import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { aslCommand } from '../../infra/local/cli/asl.ts';
import { INVOKE } from './running.ts';

async function batch(lines: readonly string[]): Promise<readonly unknown[]> {
  const stdout = new PassThrough();
  const code = await aslCommand(['run', '--batch'], {
    stdin: Readable.from([lines.join('\n')]),
    stdout,
    stderr: new PassThrough(),
  });
  expect(code).toBe(0);
  stdout.end();
  const out = await text(stdout);
  return out
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

it('says how it is called', async () => {
  const stderr = new PassThrough();
  const io = { stdin: Readable.from([]), stdout: new PassThrough(), stderr };
  expect(await aslCommand(['walk'], io)).toBe(2);
  stderr.end();
  expect(await text(stderr)).toContain('Usage: sojourn asl run');
});
