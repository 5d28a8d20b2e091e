/** Trying one state, and checking definitions, over the wire. */
import {
  type MockInput,
  TestStateCommand,
  type TestStateInput,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../workflow-compiler/interpreter/json.ts';
import { calling, machine, open, waiting } from './setting.ts';

const { client } = await open();

const DEFINITION = machine('send', {
  send: calling('send', {
    Next: 'choose',
    Assign: { sent: '{% $states.result.Payload.sent %}' },
    Retry: [
      { ErrorEquals: ['Throttled'], IntervalSeconds: 8, MaxAttempts: 1 },
      { ErrorEquals: ['Transient'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 },
    ],
    Catch: [
      { ErrorEquals: ['Rejected'], Next: 'give-up', Output: { why: '{% $states.errorOutput.Cause %}' } },
    ],
  }),
  choose: {
    Type: 'Choice',
    Choices: [
      { Condition: '{% $sent %}', Next: 'done' },
      { Condition: '{% $states.input = [] %}', Next: 'each' },
    ],
    Default: 'give-up',
  },
  each: {
    Type: 'Map',
    ItemProcessor: { StartAt: 'inner', States: { inner: { Type: 'Pass', Output: 5, End: true } } },
    Output: '{% $sum($states.result) %}',
    Next: 'done',
  },
  done: { Type: 'Succeed' },
  'give-up': { Type: 'Fail', Error: 'GaveUp', Cause: 'nobody there' },
});

const run = (stateName: string, more: Partial<TestStateInput> = {}) =>
  client.send(new TestStateCommand({ definition: DEFINITION, stateName, ...more }));

const failing = (error: string): MockInput => ({ errorOutput: { error, cause: 'so it is' } });

describe('TestState', () => {
  test('gives the output and the next state, and looks inside', async () => {
    const mock = { result: '{"Payload":{"sent":true}}' };
    const found = await run('send', { input: '{"n":1}', mock, inspectionLevel: 'DEBUG' });
    expect(found).toMatchObject({ status: 'SUCCEEDED', output: '{"sent":true}', nextState: 'choose' });
    expect(found.inspectionData).toEqual({
      input: '{"n":1}',
      afterArguments: '{"FunctionName":"send","Payload":{"n":1}}',
      result: '{"Payload":{"sent":true}}',
      variables: '{"sent":true}',
    });
  });

  test('says which retrier it is, and after how long', async () => {
    const first = await run('send', { mock: failing('Transient'), inspectionLevel: 'DEBUG' });
    expect(first).toMatchObject({ status: 'RETRIABLE', error: 'Transient', cause: 'so it is' });
    expect(first.inspectionData?.errorDetails).toEqual({ retryIndex: 1, retryBackoffIntervalSeconds: 2 });
    const once = { retrierRetryCount: 1 };
    const second = await run('send', {
      mock: failing('Transient'),
      stateConfiguration: once,
      inspectionLevel: 'DEBUG',
    });
    expect(second.inspectionData?.errorDetails).toEqual({ retryIndex: 1, retryBackoffIntervalSeconds: 6 });
    const spent = await run('send', {
      mock: failing('Transient'),
      stateConfiguration: { retrierRetryCount: 2 },
    });
    expect(spent).toMatchObject({ status: 'FAILED', error: 'Transient' });
  });

  test('says who catches', async () => {
    const found = await run('send', { mock: failing('Rejected'), inspectionLevel: 'DEBUG' });
    expect(found).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'give-up',
      output: '{"why":"so it is"}',
      error: 'Rejected',
    });
    expect(found.inspectionData?.errorDetails).toEqual({ catchIndex: 0 });
  });

  test('chooses with variables, and evaluates in maps', async () => {
    expect(await run('choose', { variables: '{"sent":true}' })).toMatchObject({ nextState: 'done' });
    expect(await run('choose', { variables: '{"sent":false}' })).toMatchObject({ nextState: 'give-up' });
    expect(await run('inner')).toMatchObject({ status: 'SUCCEEDED', output: '5' });
    expect(await run('each', { mock: { result: '[1,2]' } })).toMatchObject({
      output: '3',
      nextState: 'done',
    });
  });

  test('an end is an end, a failure a failure', async () => {
    expect(await run('done', { input: '[]' })).toMatchObject({ status: 'SUCCEEDED', output: '[]' });
    expect(await run('give-up')).toMatchObject({ status: 'FAILED', error: 'GaveUp', cause: 'nobody there' });
  });

  test('a state alone, with the context it should see', async () => {
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      Type: 'Pass',
      Output: '{% $states.context.Execution.Name %}',
      End: true,
    });
    const context = JSON.stringify({ Execution: { Name: 'monday' } });
    const found = await client.send(new TestStateCommand({ definition, context }));
    expect(found).toMatchObject({ status: 'SUCCEEDED', output: '"monday"' });
  });

  test.each([
    ['a task without a mock', { stateName: 'send' }, 'ValidationException'],
    [
      'a mock of two kinds',
      { stateName: 'send', mock: { result: '1', ...failing('x') } },
      'ValidationException',
    ],
    ['a state that is not there', { stateName: 'nobody' }, 'InvalidDefinition'],
    ['a machine without a name of a state', {}, 'InvalidDefinition'],
  ])('%s is refused', async (_what, more, name) => {
    const command = new TestStateCommand({ definition: DEFINITION, ...more });
    await expect(client.send(command)).rejects.toMatchObject({ name });
  });
});

describe('ValidateStateMachineDefinition', () => {
  const check = (definition: string, severity: 'ERROR' | 'WARNING' = 'ERROR') =>
    client.send(new ValidateStateMachineDefinitionCommand({ definition, severity }));

  test('finds nothing in a good machine', async () => {
    for (const good of [waiting(1), DEFINITION]) {
      expect(await check(good)).toMatchObject({ result: 'OK', diagnostics: [] });
    }
  });

  test('warns of what our compiler would not write', async () => {
    const found = await check(DEFINITION, 'WARNING');
    expect(found.result).toBe('OK');
    expect(found.diagnostics).toEqual([
      expect.objectContaining({ severity: 'WARNING', location: '/States/send' }),
    ]);
  });

  const bad: readonly (readonly [string, Json, string])[] = [
    ['an unknown field', { a: { Type: 'Pass', End: true, Colour: 'red' } }, '/States/a/Colour'],
    ['a state that nothing leads to', { a: { Type: 'Succeed' }, b: { Type: 'Succeed' } }, '/States/b'],
    ['an expression that is none', { a: { Type: 'Pass', Output: '{% ( %}', End: true } }, '/States/a/Output'],
  ];
  test.each(bad)('finds %s', async (_what, States, location) => {
    const text = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'a', States });
    const found = await check(text);
    expect(found.result).toBe('FAIL');
    expect(found.diagnostics?.[0]).toMatchObject({ severity: 'ERROR', location });
  });
});
