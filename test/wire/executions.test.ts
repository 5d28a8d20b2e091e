/** Executions over the wire: starting, stopping, listing, callbacks, functions, nesting, and being killed. */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, test } from 'vitest';
import { crashAt } from '../../infra/local/faults.ts';
import { readMocks } from '../../infra/local/wire/mocks.ts';
import { calling, machine, newFolder, open, openLambda, ROLE, START, Thrown, waiting } from './setting.ts';

const tokens: string[] = [];
beforeAll(() =>
  openLambda({
    double: (payload) => (typeof payload === 'number' ? payload * 2 : null),
    fail: () => {
      throw new Thrown('Rejected', 'never');
    },
    keep: (payload) => {
      tokens.push(JSON.stringify(payload).replaceAll('"', ''));
      return null;
    },
  }),
);

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:';
const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:';

async function create(client: SFNClient, name: string, definition: string, more: object = {}) {
  const command = new CreateStateMachineCommand({ name, definition, roleArn: ROLE, ...more });
  const { stateMachineArn } = await client.send(command);
  return stateMachineArn;
}

const callback = machine('ask', {
  ask: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'keep', Payload: '{% $states.context.Task.Token %}' },
    HeartbeatSeconds: 60,
    TimeoutSeconds: 600,
    End: true,
  },
});

describe('an execution', async () => {
  const world = await open();
  const { client } = world;
  const look = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }));

  test('starts once under its name while it runs, and never again', async () => {
    const stateMachineArn = await create(client, 'once', waiting(10));
    const start = new StartExecutionCommand({
      stateMachineArn,
      name: 'a.b',
      input: '{"n":1}',
    });
    const first = await client.send(start);
    expect(first).toMatchObject({ executionArn: `${EXECUTION}once:a.b`, startDate: new Date(START) });
    expect(await client.send(start)).toMatchObject({ executionArn: first.executionArn });
    const other = new StartExecutionCommand({ stateMachineArn, name: 'a.b', input: '{"n":2}' });
    await expect(client.send(other)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(await look(`${EXECUTION}once:a.b`)).toMatchObject({ status: 'RUNNING', input: '{"n":1}' });
    await world.pass(10_000);
    expect(await look(`${EXECUTION}once:a.b`)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"n":1}',
      stopDate: new Date(START + 10_000),
    });
    await expect(client.send(start)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('started twice in one moment is one', async () => {
    const stateMachineArn = await create(client, 'together', waiting(10));
    const start = () => client.send(new StartExecutionCommand({ stateMachineArn, name: 'x', input: '{}' }));
    const both = await Promise.all([start(), start()]);
    expect(new Set(both.map(({ executionArn }) => executionArn)).size).toBe(1);
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions).toHaveLength(1);
  });

  test.each([
    ['no JSON', { input: '{' }, 'InvalidExecutionInput'],
    ['input of more than 256 KiB', { input: JSON.stringify('x'.repeat(262_144)) }, 'InvalidExecutionInput'],
    ['a name with a colon', { name: 'a:b' }, 'InvalidName'],
    ['a machine that is not there', { stateMachineArn: `${MACHINE}none` }, 'StateMachineDoesNotExist'],
    ['what is no ARN of a machine', { stateMachineArn: 'arn:aws:s3:::bucket' }, 'InvalidArn'],
  ])('%s is refused', async (_what, more, name) => {
    const stateMachineArn = `${MACHINE}once`;
    await expect(client.send(new StartExecutionCommand({ stateMachineArn, ...more }))).rejects.toMatchObject({
      name,
    });
  });

  test('is stopped with an error and a cause', async () => {
    const executionArn = `${EXECUTION}once:stopped`;
    await client.send(new StartExecutionCommand({ stateMachineArn: `${MACHINE}once`, name: 'stopped' }));
    const stop = new StopExecutionCommand({ executionArn, error: 'Erased', cause: 'by request' });
    expect((await client.send(stop)).stopDate).toEqual(new Date(world.clock.now()));
    expect(await look(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Erased',
      cause: 'by request',
    });
    const nobody = new StopExecutionCommand({ executionArn: `${EXECUTION}once:nobody` });
    await expect(client.send(nobody)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    await expect(look('nonsense')).rejects.toMatchObject({ name: 'InvalidArn' });
  });

  test('is listed with others, newest first, by status and in pages', async () => {
    const stateMachineArn = await create(client, 'many', waiting(5));
    for (const name of ['1', '2', '3']) {
      await client.send(new StartExecutionCommand({ stateMachineArn, name }));
      await world.pass(1000);
    }
    await world.pass(2500);
    const names = async (more: object) => {
      const found = await client.send(new ListExecutionsCommand({ stateMachineArn, ...more }));
      return { names: found.executions?.map(({ name }) => name), nextToken: found.nextToken };
    };
    expect((await names({})).names).toEqual(['3', '2', '1']);
    expect((await names({ statusFilter: 'SUCCEEDED' })).names).toEqual(['1']);
    expect((await names({ statusFilter: 'FAILED' })).names).toEqual([]);
    const page = await names({ maxResults: 2 });
    expect(page.names).toEqual(['3', '2']);
    expect((await names({ maxResults: 2, nextToken: page.nextToken })).names).toEqual(['1']);
  });

  test('calls functions, and fails with what they throw', async () => {
    const doubled = await create(client, 'doubled', machine('call', { call: calling('double') }));
    await client.send(new StartExecutionCommand({ stateMachineArn: doubled, name: 'x', input: '21' }));
    const plain: object = {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:double',
      End: true,
    };
    const byArn = await create(
      client,
      'by-arn',
      machine('call', { call: JSON.parse(JSON.stringify(plain)) }),
    );
    await client.send(new StartExecutionCommand({ stateMachineArn: byArn, name: 'x', input: '4' }));
    const failing = await create(client, 'failing', machine('call', { call: calling('fail') }));
    await client.send(new StartExecutionCommand({ stateMachineArn: failing, name: 'x' }));
    const absent = await create(client, 'absent', machine('call', { call: calling('nobody') }));
    await client.send(new StartExecutionCommand({ stateMachineArn: absent, name: 'x' }));
    await world.idle();
    expect(await look(`${EXECUTION}doubled:x`)).toMatchObject({ status: 'SUCCEEDED', output: '42' });
    expect(await look(`${EXECUTION}by-arn:x`)).toMatchObject({ status: 'SUCCEEDED', output: '8' });
    expect(await look(`${EXECUTION}failing:x`)).toMatchObject({
      status: 'FAILED',
      error: 'Rejected',
      cause: '{"errorType":"Rejected","errorMessage":"never","trace":[]}',
    });
    expect(await look(`${EXECUTION}absent:x`)).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.ResourceNotFoundException',
    });
  });

  test('says what it cannot call', async () => {
    const state = { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun', End: true };
    const stateMachineArn = await create(client, 'glue', machine('call', { call: state }));
    await client.send(new StartExecutionCommand({ stateMachineArn, name: 'x' }));
    await world.idle();
    expect(await look(`${EXECUTION}glue:x`)).toMatchObject({
      status: 'FAILED',
      error: 'Sojourn.NoClient',
      cause: expect.stringContaining('@aws-sdk/client-glue'),
    });
  });

  test('starts another one, and waits for its end where it says so', async () => {
    const inner = (await create(client, 'inner', waiting(30))) ?? '';
    const nested = (Resource: string) =>
      machine('start', {
        start: { Type: 'Task', Resource, Arguments: { StateMachineArn: inner, Input: { a: 1 } }, End: true },
      });
    const resource = 'arn:aws:states:::states:startExecution';
    const waits = await create(client, 'waits', nested(`${resource}.sync:2`));
    const leaves = await create(client, 'leaves', nested(resource));
    for (const stateMachineArn of [waits, leaves])
      await client.send(new StartExecutionCommand({ stateMachineArn, name: 'x' }));
    // Not idle: one waits for the other.
    const { executions } = await (async () => {
      for (;;) {
        const found = await client.send(new ListExecutionsCommand({ stateMachineArn: inner }));
        if (found.executions?.length === 2) return found;
      }
    })();
    expect(executions?.map(({ status }) => status)).toEqual(['RUNNING', 'RUNNING']);
    world.clock.advanceTo(world.clock.now() + 30_000);
    await world.idle();
    const ended = await look(`${EXECUTION}waits:x`);
    expect(ended.status).toBe('SUCCEEDED');
    expect(JSON.parse(ended.output ?? '')).toMatchObject({ Status: 'SUCCEEDED', Output: { a: 1 } });
    expect((await look(`${EXECUTION}leaves:x`)).output).toContain('"ExecutionArn":"arn:aws:states');
  });

  test('waits for a token, beats and goes on; who comes late is told so', async () => {
    const stateMachineArn = await create(client, 'asks', callback);
    for (const name of ['yes', 'no', 'late']) {
      await client.send(new StartExecutionCommand({ stateMachineArn, name }));
      await world.idle();
    }
    const [yes, no, late] = tokens.splice(0);
    await world.pass(50_000);
    for (const taskToken of [yes, no]) await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await world.pass(50_000);
    await client.send(new SendTaskSuccessCommand({ taskToken: yes, output: '{"answer":"yes"}' }));
    await client.send(new SendTaskFailureCommand({ taskToken: no, error: 'No', cause: 'never' }));
    expect(await look(`${EXECUTION}asks:yes`)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"answer":"yes"}',
    });
    expect(await look(`${EXECUTION}asks:no`)).toMatchObject({
      status: 'FAILED',
      error: 'No',
      cause: 'never',
    });
    expect(await look(`${EXECUTION}asks:late`)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    for (const taskToken of [yes, late])
      await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toMatchObject(
        { name: 'TaskTimedOut' },
      );
    await expect(
      client.send(new SendTaskSuccessCommand({ taskToken: 'invented', output: '1' })),
    ).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(
      client.send(new SendTaskSuccessCommand({ taskToken: yes, output: '{' })),
    ).rejects.toMatchObject({ name: 'InvalidOutput' });
  });
});

describe('an Express machine', async () => {
  const world = await open();
  const { client } = world;

  test('answers when it is over, and keeps nothing', async () => {
    const definition = machine('call', { call: calling('double') });
    const stateMachineArn = await create(client, 'quick', definition, { type: 'EXPRESS' });
    const started = new StartSyncExecutionCommand({ stateMachineArn, name: 'x', input: '4' });
    expect(await client.send(started)).toMatchObject({
      status: 'SUCCEEDED',
      output: '8',
      name: 'x',
      executionArn: expect.stringMatching(/:express:quick:x:[0-9a-f-]{36}$/),
      billingDetails: { billedDurationInMilliseconds: 100 },
    });
    // The name may come again.
    expect(await client.send(started)).toMatchObject({ status: 'SUCCEEDED' });
    await expect(client.send(new ListExecutionsCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
    });
    const failing = machine('call', { call: calling('fail') });
    const bad = await create(client, 'bad', failing, { type: 'EXPRESS' });
    expect(await client.send(new StartSyncExecutionCommand({ stateMachineArn: bad }))).toMatchObject({
      status: 'FAILED',
      error: 'Rejected',
    });
  });

  test('a Standard machine has no such answer, and an Express one no callbacks', async () => {
    const standard = await create(client, 'slow', waiting(1));
    await expect(
      client.send(new StartSyncExecutionCommand({ stateMachineArn: standard })),
    ).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
    await expect(create(client, 'asks', callback, { type: 'EXPRESS' })).rejects.toMatchObject({
      name: 'InvalidDefinition',
    });
  });
});

describe('mocks', () => {
  test('answer for states, in the order of the calls', async () => {
    const text = '{"m": {"call": [{"error": "Transient"}, {"result": {"Payload": 7}}]}}';
    const world = await open({ mocks: readMocks(text) });
    const retry = [{ ErrorEquals: ['Transient'], IntervalSeconds: 5, MaxAttempts: 1 }];
    const definition = machine('call', { call: calling('nobody', { Retry: retry }) });
    const stateMachineArn = await create(world.client, 'm', definition);
    await world.client.send(new StartExecutionCommand({ stateMachineArn, name: 'x' }));
    await world.pass(5000);
    const found = new DescribeExecutionCommand({ executionArn: `${EXECUTION}m:x` });
    expect(await world.client.send(found)).toMatchObject({ status: 'SUCCEEDED', output: '7' });
  });
});

describe('a server that was killed', () => {
  const definition = machine('wait', {
    wait: { Type: 'Wait', Seconds: 100, Next: 'call' },
    call: calling('double', { Next: 'rest' }),
    rest: { Type: 'Wait', Seconds: 100, End: true },
  });

  // The first commit is of the opening itself.
  test.each([2, 3, 4, 5, 6, 7])('after commit %i goes on where it was', async (commit) => {
    const folder = newFolder();
    const faults = crashAt('after', commit);
    const first = await open({ folder, faults });
    const told = (async () => {
      const stateMachineArn = await create(first.client, 'm', definition);
      await first.client.send(new StartExecutionCommand({ stateMachineArn, name: 'x', input: '5' }));
      await first.pass(200_000);
    })().catch(() => {});
    await Promise.race([told, faults.crashed]);
    const second = await open({ folder, clock: first.clock });
    const stateMachineArn = await create(second.client, 'm', definition);
    const again = new StartExecutionCommand({ stateMachineArn, name: 'x', input: '5' });
    await second.client.send(again).catch((error: Error) => {
      if (error.name !== 'ExecutionAlreadyExists') throw error;
    });
    await second.pass(200_000);
    const executionArn = `${EXECUTION}m:x`;
    const ended = await second.client.send(new DescribeExecutionCommand({ executionArn }));
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '10' });
    const { events } = await second.client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
  });
});
