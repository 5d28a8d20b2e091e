/** Tasks of machines on our own Step Functions that call other services: by the SDK's names, and by the integrations' own. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateStateMachineCommand, SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeAll, expect, test } from 'vitest';
import { emulator, machinesServer } from './emulator.ts';

const client = new SFNClient({ ...machinesServer(), disableHostPrefix: true });
const TableName = 'services';
beforeAll(async () => {
  await new DynamoDBClient(emulator()).send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
});

async function run(name: string, States: object) {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'first', States });
  const roleArn = 'arn:aws:iam::000000000000:role/any';
  const made = await client.send(
    new CreateStateMachineCommand({ name, definition, roleArn, type: 'EXPRESS' }),
  );
  return client.send(new StartSyncExecutionCommand({ stateMachineArn: made.stateMachineArn }));
}

const call = (resource: string, Arguments: object, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${resource}`,
  Arguments,
  ...more,
});

test('writes an item, reads it and tells a bus', async () => {
  const Item = { id: { S: 'ada' }, score: { N: '7' } };
  const found = await run('items', {
    first: call('dynamodb:putItem', { TableName, Item }, { Next: 'read' }),
    read: call(
      'aws-sdk:dynamodb:getItem',
      { TableName, Key: { id: { S: 'ada' } } },
      { Assign: { score: '{% $states.result.Item.score.N %}' }, Next: 'tell' },
    ),
    tell: call(
      'events:putEvents',
      { Entries: [{ Source: 'test', DetailType: 'told', Detail: '{}' }] },
      { Output: '{% {"score": $score, "failed": $states.result.FailedEntryCount} %}', End: true },
    ),
  });
  expect(found).toMatchObject({ status: 'SUCCEEDED', output: '{"score":"7","failed":0}' });
});

test.each([
  ['aws-sdk:dynamodb:getItem', 'DynamoDb.ResourceNotFoundException'],
  ['dynamodb:getItem', 'DynamoDB.ResourceNotFoundException'],
])('%s fails with %s', async (resource, error) => {
  const Key = { id: { S: 'ada' } };
  const found = await run(`failing-${resource.replaceAll(':', '-')}`, {
    first: call(resource, { TableName: 'nobody', Key }),
  });
  expect(found).toMatchObject({ status: 'FAILED', error });
});

test('an action that there is not is told by its name', async () => {
  const found = await run('no-action', { first: call('aws-sdk:dynamodb:paintItem', {}) });
  expect(found).toMatchObject({ status: 'FAILED', error: 'Sojourn.NoAction' });
});
