/** The AWS CLI against our own Step Functions, as docs/stepfunctions.md shows it. */
import { expect, test } from 'vitest';
import { aws as cli } from './aws.ts';
import { machinesServer } from './emulator.ts';

const aws = (...args: readonly string[]) =>
  cli({ AWS_ENDPOINT_URL_SFN: machinesServer().endpoint }, 'stepfunctions', ...args);

const ARN = 'arn:aws:states:us-east-1:000000000000';
const greet = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'greet',
  States: { greet: { Type: 'Pass', Output: "{% 'Hello ' & $states.input.name %}", End: true } },
});
const role = ['--role-arn', `${ARN.replace('states:us-east-1', 'iam:')}:role/any`];

test('makes a machine, runs it and reads what happened', async () => {
  const made = await aws(
    'create-state-machine',
    '--name',
    'hello',
    '--definition',
    greet,
    ...role,
    '--publish',
  );
  expect(made).toMatchObject({ stateMachineVersionArn: `${ARN}:stateMachine:hello:1` });
  const input = ['--name', 'first', '--input', '{"name":"Ada"}'];
  await aws('start-execution', '--state-machine-arn', `${ARN}:stateMachine:hello`, ...input);
  const execution = ['--execution-arn', `${ARN}:execution:hello:first`];
  expect(await aws('describe-execution', ...execution)).toMatchObject({
    status: 'SUCCEEDED',
    output: '"Hello Ada"',
  });
  const { events } = await aws('get-execution-history', ...execution);
  expect(events).toHaveLength(4);
  const failed = aws('describe-execution', '--execution-arn', `${ARN}:execution:hello:second`);
  await expect(failed).rejects.toThrow(/ExecutionDoesNotExist/);
});

test('runs an Express machine and waits for it; tries a state', async () => {
  const express = ['--name', 'quick', '--type', 'EXPRESS', '--definition', greet, ...role];
  const { stateMachineArn } = await aws('create-state-machine', ...express);
  const started = ['--state-machine-arn', stateMachineArn, '--input', '{"name":"Bob"}'];
  expect(await aws('start-sync-execution', ...started)).toMatchObject({ output: '"Hello Bob"' });
  const tried = ['--definition', greet, '--state-name', 'greet', '--input', '{"name":"Cid"}'];
  expect(await aws('test-state', ...tried)).toMatchObject({ status: 'SUCCEEDED', output: '"Hello Cid"' });
});
