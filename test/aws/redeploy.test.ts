/**
 * What an operator does to a deployment that is in use: another release while runs wait, and in the end, all of it away. Runs
 * after everything else, since nothing is left.
 */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, expect, test } from 'vitest';
import { type Deployment, destroy, redeploy } from './deployment.ts';
import { emulator } from './emulator.ts';
import { type Ask, awaitingOrder, productOf } from './product.ts';
import { until } from './until.ts';

let deployment: Deployment;
let ask: Ask;
beforeAll(async () => {
  ({ deployment, ask } = await productOf('again'));
}, 600_000);

const runs = (): Promise<unknown> => ask('GET', '/v1/runs?workflow=again');

async function codeOf(FunctionName: string): Promise<string | undefined> {
  const asked = new GetFunctionConfigurationCommand({ FunctionName });
  return (await new LambdaClient(emulator()).send(asked)).CodeSha256;
}

test('runs that wait go on in the next release', { timeout: 300_000 }, async () => {
  await ask('PUT', '/v1/workflows/again', awaitingOrder('again'));
  await ask('POST', '/v1/workflows/again/publish', { start: true });
  const ann = { id: 'ann', email: 'ann@example.org', lists: ['newsletter'], consents: { email: 'in' } };
  await ask('POST', '/v1/contacts', ann);
  await until(async () =>
    expect(await runs()).toMatchObject({ items: [{ state: 'waiting', step: 'order' }] }),
  );
  const before = await codeOf('sojourn-apply');
  await redeploy();
  expect(await codeOf('sojourn-apply')).not.toBe(before);
  const order = { contact: { id: 'ann' }, type: 'external.occurred', properties: { name: 'order' } };
  await ask('POST', '/v1/events', order);
  await until(async () => expect(await runs()).toMatchObject({ items: [{ state: 'done', step: 'buyer' }] }));
  const counted = { entered: 1, left: 1, inside: 0, failed: 0, sent: 1 };
  await until(async () => expect(await ask('GET', '/v1/workflows/again/report')).toMatchObject(counted));
});

test('what was deployed to be thrown away goes whole', { timeout: 300_000 }, async () => {
  await destroy();
  const table = new DynamoDBClient(emulator()).send(
    new DescribeTableCommand({ TableName: deployment.table }),
  );
  await expect(table).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(codeOf('sojourn-apply')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
