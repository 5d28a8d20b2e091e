/** The command itself: ready on its address, killed without warning, and there again with everything in its folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, expect, test } from 'vitest';
import { stepfunctionsCommand } from '../../infra/local/cli/stepfunctions.ts';
import { newFolder, ROLE, waiting } from './setting.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'infra', 'local', 'cli', 'main.ts');
const started: ChildProcess[] = [];
afterAll(() => {
  for (const process of started) process.kill('SIGKILL');
});

async function start(folder: string) {
  const args = [
    MAIN,
    'stepfunctions',
    '--port',
    '0',
    '--json',
    '--data',
    folder,
    '--account',
    '123456789012',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const line = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
  const { url } = JSON.parse(line.toString());
  const client = new SFNClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const kill = (signal: NodeJS.Signals) =>
    new Promise<number | null>((resolve) => {
      child.once('exit', resolve);
      child.kill(signal);
    });
  return { client, kill };
}

test('killed, it goes on where it was', { timeout: 60_000 }, async () => {
  const folder = newFolder();
  const first = await start(folder);
  const made = await first.client.send(
    new CreateStateMachineCommand({ name: 'slow', definition: waiting(3600), roleArn: ROLE }),
  );
  expect(made.stateMachineArn).toBe('arn:aws:states:us-east-1:123456789012:stateMachine:slow');
  const { stateMachineArn } = made;
  const { executionArn } = await first.client.send(new StartExecutionCommand({ stateMachineArn, name: 'x' }));
  await first.kill('SIGKILL');
  const second = await start(folder);
  expect(await second.client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: 'RUNNING',
    name: 'x',
  });
  expect(await second.kill('SIGTERM')).toBe(0);
});

test.each([
  ['a port that is none', ['--port', 'http'], '`--port` takes'],
  ['an account of three digits', ['--account', '123'], '`--account` takes'],
  ['two clocks', ['--day', '5s', '--at', '2026-01-01T00:00:00Z'], 'two different clocks'],
  ['a day that is no time', ['--day', 'soon'], '`--day` takes'],
  ['a moment that is none', ['--at', 'soon'], '`--at` takes'],
  ['mocks that are not there', ['--mocks', '/nowhere/mocks.json'], 'cannot be read'],
  ['an unknown flag', ['--fast'], 'no call of this command'],
])('%s is refused before anything starts', async (_what, argv, words) => {
  let told = '';
  const write = (text: string): boolean => {
    told += text;
    return true;
  };
  const output = { write };
  expect(await stepfunctionsCommand(argv, { stdout: output, stderr: output })).toBe(2);
  expect(told).toContain(words);
});
