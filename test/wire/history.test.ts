/** Histories over the wire, with the numbers, types and details that Step Functions gives them. */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { beforeAll, expect, test } from 'vitest';
import type { Json } from '../../workflow-compiler/interpreter/json.ts';
import { calling, machine, open, openLambda, ROLE, START, Thrown } from './setting.ts';

beforeAll(() =>
  openLambda({
    echo: (payload) => payload,
    fail: () => {
      throw new Thrown('Rejected', 'never');
    },
  }),
);

const world = await open();
let made = 0;

async function historyOf(states: { readonly [name: string]: Json }, input: Json = {}, more: object = {}) {
  made += 1;
  const [startAt = ''] = Object.keys(states);
  const definition = machine(startAt, states);
  const create = new CreateStateMachineCommand({ name: `m${made}`, definition, roleArn: ROLE });
  const { stateMachineArn } = await world.client.send(create);
  const start = new StartExecutionCommand({ stateMachineArn, name: 'x', input: JSON.stringify(input) });
  const { executionArn } = await world.client.send(start);
  await world.pass(1000);
  return world.client.send(new GetExecutionHistoryCommand({ executionArn, ...more }));
}

const told = (events: readonly HistoryEvent[] = []): readonly string[] =>
  events.map(({ id, previousEventId, type }) => `${id} after ${previousEventId} ${type}`);

test('a task, caught, and the end', async () => {
  const { events } = await historyOf(
    {
      call: calling('fail', {
        TimeoutSeconds: 30,
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'note', Assign: { why: '{% $states.errorOutput.Error %}' } },
        ],
      }),
      note: { Type: 'Pass', Output: '{% $why %}', End: true },
    },
    { n: 1 },
  );
  expect(told(events)).toEqual([
    '1 after 0 ExecutionStarted',
    '2 after 1 TaskStateEntered',
    '3 after 2 TaskScheduled',
    '4 after 3 TaskStarted',
    '5 after 4 TaskFailed',
    '6 after 5 TaskStateExited',
    '7 after 6 PassStateEntered',
    '8 after 7 PassStateExited',
    '9 after 8 ExecutionSucceeded',
  ]);
  expect(events?.[0]).toMatchObject({
    timestamp: new Date(START),
    executionStartedEventDetails: { input: '{"n":1}', roleArn: ROLE },
  });
  expect(events?.[2]?.taskScheduledEventDetails).toEqual({
    resourceType: 'lambda',
    resource: 'invoke',
    region: 'us-east-1',
    parameters: '{"FunctionName":"fail","Payload":{"n":1}}',
    timeoutInSeconds: 30,
  });
  expect(events?.[4]?.taskFailedEventDetails).toMatchObject({ resourceType: 'lambda', error: 'Rejected' });
  expect(events?.[5]?.stateExitedEventDetails).toMatchObject({
    name: 'call',
    assignedVariables: { why: '"Rejected"' },
  });
  expect(events?.[8]?.executionSucceededEventDetails).toMatchObject({ output: '"Rejected"' });
});

test('a function by its ARN has events of its own', async () => {
  const resource = 'arn:aws:lambda:us-east-1:000000000000:function:echo';
  const { events } = await historyOf({ call: { Type: 'Task', Resource: resource, End: true } });
  expect(told(events).slice(2, 5)).toEqual([
    '3 after 2 LambdaFunctionScheduled',
    '4 after 3 LambdaFunctionStarted',
    '5 after 4 LambdaFunctionSucceeded',
  ]);
  expect(events?.[2]?.lambdaFunctionScheduledEventDetails).toMatchObject({ resource, input: '{}' });
});

test('a map and a parallel: what led to what', async () => {
  const pass = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
  const { events } = await historyOf(
    {
      each: { Type: 'Map', ItemProcessor: pass('p'), Next: 'both' },
      both: { Type: 'Parallel', Branches: [pass('q'), pass('r')], End: true },
    },
    [1, 2],
  );
  expect(told(events)).toEqual([
    '1 after 0 ExecutionStarted',
    '2 after 1 MapStateEntered',
    '3 after 2 MapStateStarted',
    '4 after 3 MapIterationStarted',
    '5 after 4 PassStateEntered',
    '6 after 5 PassStateExited',
    '7 after 6 MapIterationSucceeded',
    '8 after 3 MapIterationStarted',
    '9 after 8 PassStateEntered',
    '10 after 9 PassStateExited',
    '11 after 10 MapIterationSucceeded',
    '12 after 11 MapStateSucceeded',
    '13 after 12 MapStateExited',
    '14 after 13 ParallelStateEntered',
    '15 after 14 ParallelStateStarted',
    '16 after 15 PassStateEntered',
    '17 after 16 PassStateExited',
    '18 after 15 PassStateEntered',
    '19 after 18 PassStateExited',
    '20 after 19 ParallelStateSucceeded',
    '21 after 20 ParallelStateExited',
    '22 after 21 ExecutionSucceeded',
  ]);
  expect(events?.[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
  expect(events?.[7]?.mapIterationStartedEventDetails).toEqual({ name: 'each', index: 1 });
});

test('an iteration that fails fails its map and the execution', async () => {
  const processor = { StartAt: 'f', States: { f: { Type: 'Fail', Error: 'Bad', Cause: 'so' } } };
  const { events } = await historyOf({ each: { Type: 'Map', ItemProcessor: processor, End: true } }, [1]);
  expect(told(events).slice(4)).toEqual([
    '5 after 4 FailStateEntered',
    '6 after 5 MapIterationFailed',
    '7 after 6 MapStateFailed',
    '8 after 7 ExecutionFailed',
  ]);
  expect(events?.[7]?.executionFailedEventDetails).toEqual({ error: 'Bad', cause: 'so' });
});

test('an expression that fails is an event, whether it is caught or not', async () => {
  const { events } = await historyOf({
    call: calling('echo', {
      Output: '{% $states.result.none %}',
      Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'end' }],
    }),
    end: { Type: 'Pass', Output: { a: '{% $none %}' }, End: true },
  });
  expect(told(events).slice(4)).toEqual([
    '5 after 4 TaskSucceeded',
    '6 after 5 EvaluationFailed',
    '7 after 6 TaskStateExited',
    '8 after 7 PassStateEntered',
    '9 after 8 EvaluationFailed',
    '10 after 9 ExecutionFailed',
  ]);
  expect(events?.[8]?.evaluationFailedEventDetails).toEqual({
    error: 'States.QueryEvaluationError',
    cause: expect.stringContaining("the state 'end' (entered at the event id #8)."),
    location: 'Output/a',
    state: 'end',
  });
});

test('out of time: the history alone names the error, and nothing led to it', async () => {
  const definition = JSON.stringify({
    StartAt: 'w',
    TimeoutSeconds: 3,
    States: { w: { Type: 'Wait', Seconds: 25, End: true } },
  });
  const create = new CreateStateMachineCommand({ name: 'timed', definition, roleArn: ROLE });
  const { stateMachineArn } = await world.client.send(create);
  const { executionArn } = await world.client.send(new StartExecutionCommand({ stateMachineArn, name: 'x' }));
  await world.pass(4000);
  const described = await world.client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'TIMED_OUT' });
  expect(described).not.toHaveProperty('error');
  const { events } = await world.client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(told(events)).toEqual([
    '1 after 0 ExecutionStarted',
    '2 after 1 WaitStateEntered',
    '3 after 0 ExecutionTimedOut',
  ]);
  expect(events?.[2]?.executionTimedOutEventDetails).toEqual({ error: 'States.Timeout' });
});

test('comes in pages, from either end, and without data', async () => {
  const states = { a: { Type: 'Pass', Next: 'b' }, b: { Type: 'Succeed' } };
  const whole = await historyOf(states);
  expect(told(whole.events)).toHaveLength(6);
  const page = await historyOf(states, {}, { reverseOrder: true, maxResults: 4 });
  expect(page.events?.map(({ id }) => id)).toEqual([6, 5, 4, 3]);
  expect(page.nextToken).toBeDefined();
  const bare = await historyOf(states, { secret: 1 }, { includeExecutionData: false });
  expect(JSON.stringify(bare.events)).not.toContain('secret');
});
