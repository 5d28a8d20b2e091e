/** What the adapter of Step Functions promises, wherever a service speaks its protocol. */
import { randomUUID } from 'node:crypto';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListTagsForResourceCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { stepFunctionsMachines } from '../../functions/adapters/aws/machines.ts';

type Client = Parameters<typeof stepFunctionsMachines>[0];

const waiting = (seconds: number): string =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'wait',
    States: { wait: { Type: 'Wait', Seconds: seconds, End: true } },
  });

/** `client` looks and disturbs from outside, whichever client the adapter has. */
export function machinesContract(adapters: Client, client: SFNClient): void {
  const machines = stepFunctionsMachines(adapters, {
    arnPrefix: 'arn:aws:states:us-east-1:000000000000:stateMachine:',
    deployment: 'sojourn',
    roleArn: 'arn:aws:iam::000000000000:role/sojourn-machines',
  });

  test('a machine of the same name and text is the same machine; another text is another', async () => {
    const first = await machines.create('acme-welcome-v1', waiting(100));
    expect(first).toMatch(/:000000000000:stateMachine:sojourn-acme-welcome-v1-[0-9a-f]{12}$/);
    expect(await machines.create('acme-welcome-v1', waiting(100))).toBe(first);
    expect(await machines.create('acme-welcome-v1', waiting(101))).not.toBe(first);
  });

  test('a machine is tagged with its deployment, tenant and workflow, also where it is found', async () => {
    const labels = { tenant: 'acme', workflow: 'billed' };
    const resourceArn = await machines.create('acme-billed-v1', waiting(3), 'standard', labels);
    expect(await machines.create('acme-billed-v1', waiting(3), 'standard', labels)).toBe(resourceArn);
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(Object.fromEntries((tags ?? []).map(({ key, value }) => [key, value]))).toEqual({
      sojourn: 'sojourn',
      'sojourn:tenant': 'acme',
      'sojourn:workflow': 'billed',
    });
  });

  test('an execution starts once, has a status, and can be stopped', async () => {
    const machine = await machines.create(`acme-once-${randomUUID().slice(0, 8)}-v1`, waiting(1000));
    expect(await machines.status(machine, 'run-1')).toBeUndefined();
    expect(await machines.start(machine, 'run-1', { run: 'run-1' })).toBe('started');
    expect(await machines.status(machine, 'run-1')).toBe('RUNNING');
    await machines.stop(machine, 'run-1', 'the contact was erased');
    expect(await machines.status(machine, 'run-1')).toBe('ABORTED');
    expect(await machines.start(machine, 'run-1', { run: 'run-1' })).toBe('exists');
    await machines.stop(machine, 'run-2', 'there is none');
  });

  test('a token that nobody waits for is gone', async () => {
    expect(await machines.succeed('nobody-gave-this-token', {})).toBe('gone');
    expect(await machines.fail('nobody-gave-this-token', 'Rejected', 'no')).toBe('gone');
  });

  test('a machine that is not there starts nothing, and is removed already', async () => {
    const absent = 'arn:aws:states:us-east-1:000000000000:stateMachine:sojourn-none';
    await expect(machines.start(absent, 'run', {})).rejects.toMatchObject({ name: 'Rejected' });
    await machines.remove(absent);
  });

  test('a machine made with other settings under its name is found all the same', async () => {
    const stateMachineArn = await machines.create('acme-other-v1', waiting(5));
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    const name = stateMachineArn.split(':').at(-1);
    const roleArn = 'arn:aws:iam::000000000000:role/another';
    await client.send(new CreateStateMachineCommand({ name, definition: waiting(6), roleArn }));
    expect(await machines.create('acme-other-v1', waiting(5))).toBe(stateMachineArn);
  });

  test('a workflow placed in express machines gets one, beside the standard one of the same text', async () => {
    const standard = await machines.create('acme-placed-v1', waiting(7));
    const express = await machines.create('acme-placed-v1', waiting(7), 'express');
    const types = await Promise.all(
      [standard, express].map((stateMachineArn) =>
        client.send(new DescribeStateMachineCommand({ stateMachineArn })),
      ),
    );
    expect(types.map(({ type }) => type)).toEqual(['STANDARD', 'EXPRESS']);
  });
}
