/** What docs/stepfunctions.md tells to type in works. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { open, ROLE } from './setting.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'stepfunctions.md'), 'utf8');
const quoted = (option: string): string => new RegExp(`--${option} '([^']+)'`).exec(page)?.[1] ?? '';

test('the machine of the page greets', async () => {
  const { client, idle } = await open();
  const machine = { name: 'hello', roleArn: ROLE, definition: quoted('definition') };
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand(machine));
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: quoted('input') }),
  );
  await idle();
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: 'SUCCEEDED',
    output: '"Hello Ada"',
  });
});
