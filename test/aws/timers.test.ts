/** Timers on the emulator's scheduler: one schedule for a run, which moves, rings once, with what it was given, and is gone. */
import {
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
} from '@aws-sdk/client-scheduler';
import { expect, test } from 'vitest';
import { scheduler } from '../../functions/adapters/aws/clients.ts';
import { schedulerTimers } from '../../functions/adapters/aws/timers.ts';
import type { Timer } from '../../functions/ports/timers.ts';
import { emulator } from './emulator.ts';
import { createQueue } from './queue.ts';

const client = scheduler(emulator());
const timer = (run: string, inMs: number): Timer => ({
  tenant: 'acme',
  contact: 'ada',
  run: `ada.${run}`,
  at: new Date(Date.now() + inMs).toISOString(),
});

async function open(group: string) {
  await client.send(new CreateScheduleGroupCommand({ Name: group }));
  // On an account this is a function: a queue can be looked into.
  const queue = await createQueue(`${group}-rung`);
  const timers = schedulerTimers(client, {
    group,
    target: queue.arn,
    roleArn: 'arn:aws:iam::000000000000:role/sojourn-timers',
    dead: queue.arn,
  });
  const names = async () => {
    const { Schedules = [] } = await client.send(new ListSchedulesCommand({ GroupName: group }));
    return Schedules.map(({ Name }) => Name ?? '');
  };
  return { queue, timers, names };
}

test('set again it moves, another run has another, and it can be taken away; the moment is rounded up', async () => {
  const group = 'timers-set';
  const { timers, names } = await open(group);
  const far = { ...timer('0123456789ab', 0), at: '2027-10-30T11:59:59.001Z' };
  await timers.set([{ ...far, at: '2027-01-01T00:00:00.000Z' }]);
  const [Name] = await names();
  await timers.set([far, timer('ba9876543210', 86_400_000)]);
  await timers.set([far]);
  const set = await names();
  expect(set).toHaveLength(2);
  expect(set.every((name) => /^[0-9A-Za-z_.-]{1,64}$/.test(name))).toBe(true);
  const schedule = await client.send(new GetScheduleCommand({ GroupName: group, Name }));
  expect(schedule).toMatchObject({
    ScheduleExpression: 'at(2027-10-30T12:00:00)',
    ScheduleExpressionTimezone: 'UTC',
    ActionAfterCompletion: 'DELETE',
    FlexibleTimeWindow: { Mode: 'OFF' },
  });
  expect(JSON.parse(schedule.Target?.Input ?? '')).toEqual(far);
  const { at: _at, ...none } = far;
  await timers.set([none]);
  await timers.set([none]);
  expect(await names()).toEqual(set.filter((name) => name !== Name));
});

test('it rings once, with the run, and leaves nothing behind', async () => {
  const { queue, timers, names } = await open('timers-ring');
  const soon = timer('0123456789ab', 1000);
  await timers.set([soon]);
  const rung = await queue.receive(1);
  expect(rung.map((body): Timer => JSON.parse(body))).toEqual([soon]);
  expect(await names()).toEqual([]);
});
