/** Machines, versions, aliases and tags over the wire, asked with AWS's own client. */
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { open, ROLE, START, waiting } from './setting.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:';

const create = (name: string, definition = waiting(10), more: object = {}) =>
  new CreateStateMachineCommand({ name, definition, roleArn: ROLE, ...more });

describe('machines', async () => {
  const { client } = await open();

  test('are made once, and described as they were made', async () => {
    const made = await client.send(create('first', waiting(10), { tags: [{ key: 'team', value: 'crm' }] }));
    expect(made).toMatchObject({ stateMachineArn: `${ARN}first`, creationDate: new Date(START) });
    const again = create('first', waiting(10), { roleArn: `${ROLE}2` });
    expect(await client.send(again)).toMatchObject({ stateMachineArn: `${ARN}first` });
    const found = await client.send(new DescribeStateMachineCommand({ stateMachineArn: `${ARN}first` }));
    expect(found).toMatchObject({
      name: 'first',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: waiting(10),
      roleArn: ROLE,
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
  });

  test.each([
    ['another text', create('first', waiting(11)), 'StateMachineAlreadyExists'],
    ['another type', create('first', waiting(10), { type: 'EXPRESS' }), 'StateMachineAlreadyExists'],
    ['a name with a space', create('no spaces'), 'InvalidName'],
    ['a name of 81 letters', create('x'.repeat(81)), 'InvalidName'],
    ['no JSON', create('broken', '{'), 'InvalidDefinition'],
    [
      'a state that leads nowhere',
      create('broken', waiting(1).replace('"wait"', '"gone"')),
      'InvalidDefinition',
    ],
    [
      'a description of no version',
      create('broken', waiting(1), { versionDescription: 'x' }),
      'ValidationException',
    ],
  ])('%s is refused', async (_what, command, name) => {
    await expect(client.send(command)).rejects.toMatchObject({ name });
  });

  test('are listed by name, in pages', async () => {
    for (const name of ['third', 'second']) await client.send(create(name));
    const { stateMachines, nextToken } = await client.send(new ListStateMachinesCommand({ maxResults: 2 }));
    expect(stateMachines?.map(({ name }) => name)).toEqual(['first', 'second']);
    const rest = await client.send(new ListStateMachinesCommand({ maxResults: 2, nextToken }));
    expect(rest.stateMachines?.map(({ name }) => name)).toEqual(['third']);
    expect(rest.nextToken).toBeUndefined();
    await expect(client.send(new ListStateMachinesCommand({ nextToken: 'invented' }))).rejects.toMatchObject({
      name: 'InvalidToken',
    });
  });

  test('one that is changed runs its new text; what runs keeps the old one', async () => {
    const stateMachineArn = `${ARN}second`;
    await client.send(new StartExecutionCommand({ stateMachineArn, name: 'old' }));
    const { revisionId } = await client.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: waiting(99), roleArn: `${ROLE}2` }),
    );
    const now = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(now).toMatchObject({ definition: waiting(99), roleArn: `${ROLE}2`, revisionId });
    const executionArn = `${ARN.replace('stateMachine', 'execution')}second:old`;
    const ran = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(ran).toMatchObject({ definition: waiting(10), roleArn: ROLE, stateMachineArn });
    await expect(client.send(new UpdateStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'MissingRequiredParameter',
    });
  });

  test('one that is deleted takes no more starts, and goes with its last execution', async () => {
    const stateMachineArn = `${ARN}second`;
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    const start = new StartExecutionCommand({ stateMachineArn });
    await expect(client.send(start)).rejects.toMatchObject({ name: 'StateMachineDeleting' });
    await expect(client.send(create('second'))).rejects.toMatchObject({ name: 'StateMachineDeleting' });
    const executionArn = `${ARN.replace('stateMachine', 'execution')}second:old`;
    await client.send(new StopExecutionCommand({ executionArn }));
    await expect(client.send(start)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await client.send(create('second'));
    const none = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(none.executions).toEqual([]);
  });

  test('keep tags', async () => {
    const resourceArn = `${ARN}first`;
    await client.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'stage', value: 'test' }] }));
    const both = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(both.tags).toEqual([
      { key: 'stage', value: 'test' },
      { key: 'team', value: 'crm' },
    ]);
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team'] }));
    const one = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(one.tags).toEqual([{ key: 'stage', value: 'test' }]);
    const nobody = new ListTagsForResourceCommand({ resourceArn: `${ARN}nobody` });
    await expect(client.send(nobody)).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });
});

describe('versions and aliases', async () => {
  const { client } = await open();
  const stateMachineArn = `${ARN}flow`;

  test('a version is given to a revision once', async () => {
    const made = await client.send(create('flow', waiting(1), { publish: true, versionDescription: 'one' }));
    expect(made.stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
    const again = await client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
    expect(again.stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
    const changed = await client.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: waiting(2), publish: true }),
    );
    expect(changed.stateMachineVersionArn).toBe(`${stateMachineArn}:2`);
    const late = new PublishStateMachineVersionCommand({ stateMachineArn, revisionId: 'another' });
    await expect(client.send(late)).rejects.toMatchObject({ name: 'ConflictException' });
    const { stateMachineVersions } = await client.send(
      new ListStateMachineVersionsCommand({ stateMachineArn }),
    );
    expect(stateMachineVersions?.map((each) => each.stateMachineVersionArn)).toEqual([
      `${stateMachineArn}:2`,
      `${stateMachineArn}:1`,
    ]);
    const first = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn: `${stateMachineArn}:1` }),
    );
    expect(first).toMatchObject({ definition: waiting(1), description: 'one' });
  });

  const to = (...weights: readonly [number, number][]) =>
    weights.map(([version, weight]) => ({ stateMachineVersionArn: `${stateMachineArn}:${version}`, weight }));

  test('an alias leads to versions by weight, and an execution says which one it took', async () => {
    const { stateMachineAliasArn } = await client.send(
      new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration: to([1, 100]) }),
    );
    expect(stateMachineAliasArn).toBe(`${stateMachineArn}:live`);
    const versionOf = async () => {
      const start = new StartExecutionCommand({ stateMachineArn: stateMachineAliasArn });
      const { executionArn } = await client.send(start);
      return client.send(new DescribeExecutionCommand({ executionArn }));
    };
    expect(await versionOf()).toMatchObject({
      stateMachineArn,
      stateMachineAliasArn,
      stateMachineVersionArn: `${stateMachineArn}:1`,
    });
    // The test's chance is a half: the second version has it.
    const update = { stateMachineAliasArn, routingConfiguration: to([1, 50], [2, 50]) };
    await client.send(new UpdateStateMachineAliasCommand(update));
    expect(await versionOf()).toMatchObject({ stateMachineVersionArn: `${stateMachineArn}:2` });
    const found = await client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
    expect(found).toMatchObject({ name: 'live', routingConfiguration: to([1, 50], [2, 50]) });
    const byAlias = await client.send(new ListExecutionsCommand({ stateMachineArn: stateMachineAliasArn }));
    expect(byAlias.executions).toHaveLength(2);
    const byVersion = await client.send(
      new ListExecutionsCommand({ stateMachineArn: `${stateMachineArn}:2` }),
    );
    expect(byVersion.executions).toHaveLength(1);
  });

  test('a version that an alias leads to stays; without it, it goes and its number is not given again', async () => {
    const second = { stateMachineVersionArn: `${stateMachineArn}:2` };
    await expect(client.send(new DeleteStateMachineVersionCommand(second))).rejects.toMatchObject({
      name: 'ConflictException',
    });
    const listed = new ListStateMachineAliasesCommand({ stateMachineArn });
    expect((await client.send(listed)).stateMachineAliases).toHaveLength(1);
    await client.send(
      new DeleteStateMachineAliasCommand({ stateMachineAliasArn: `${stateMachineArn}:live` }),
    );
    expect((await client.send(listed)).stateMachineAliases).toEqual([]);
    await client.send(new DeleteStateMachineVersionCommand(second));
    const next = await client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
    expect(next.stateMachineVersionArn).toBe(`${stateMachineArn}:3`);
  });

  test.each([
    ['weights that are no hundred', to([1, 60])],
    ['one version twice', to([1, 50], [1, 50])],
    ['no version', []],
  ])('a routing of %s is refused', async (_what, routingConfiguration) => {
    const command = new CreateStateMachineAliasCommand({ name: 'bad', routingConfiguration });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('an alias that is not there is not found', async () => {
    const stateMachineAliasArn = `${stateMachineArn}:nobody`;
    const command = new DescribeStateMachineAliasCommand({ stateMachineAliasArn });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });
});
