/**
 * The deployed alarms, from a figure to whoever is to hear of it: a figure that the functions tell makes its alarm ring, and the
 * alarm's topic tells a subscriber what is wrong and what to do.
 */
import { beforeAll, expect, test } from 'vitest';
import { METRICS } from '../../functions/lambda/log.ts';
import { manifest } from '../../functions/manifest.ts';
import { aws } from './aws.ts';
import { deploy } from './deployment.ts';
import { emulator } from './emulator.ts';
import { until } from './until.ts';

/** Said aloud: of the queue service the CLI knows an older address. */
const ask = (...args: readonly string[]) => aws({}, ...args, '--endpoint-url', emulator().endpoint);

type Alarm = {
  readonly AlarmName: string;
  readonly MetricName: string;
  readonly Namespace: string;
  readonly AlarmActions: readonly string[];
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly StateValue: string;
};

beforeAll(async () => {
  await deploy();
}, 600_000);

async function alarms(): Promise<readonly Alarm[]> {
  const { MetricAlarms } = await ask('cloudwatch', 'describe-alarms');
  return MetricAlarms;
}
const named = async (id: string): Promise<Alarm> => {
  const found = (await alarms()).find(({ AlarmName }) => AlarmName.startsWith(`sojourn-operations-${id}`));
  if (found === undefined) throw new Error(`there is no alarm ${id}`);
  return found;
};

test('every function, queue and figure has its alarm, and each tells the topic', async () => {
  const all = await alarms();
  const watched = all.filter(({ MetricName }) => MetricName === 'Throttles');
  expect(watched).toHaveLength(manifest.length);
  expect(all.filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible')).toHaveLength(3);
  expect(all.filter(({ AlarmActions }) => AlarmActions.length !== 1)).toEqual([]);
  const { DashboardBody } = await ask('cloudwatch', 'get-dashboard', '--dashboard-name', 'sojourn');
  expect(DashboardBody).toContain('RunsEntered');
});

test('a run that failed wakes whoever subscribed, and says where to look', async () => {
  const { AlarmActions, Namespace, Dimensions } = await named('FailedRuns');
  expect([Namespace, Dimensions]).toEqual([METRICS, [{ Name: 'service', Value: 'sojourn' }]]);
  const [topic = ''] = AlarmActions;
  const { QueueUrl } = await ask('sqs', 'create-queue', '--queue-name', 'woken');
  const queue = ['sqs', 'get-queue-attributes', '--queue-url', QueueUrl, '--attribute-names', 'QueueArn'];
  const { Attributes } = await ask(...queue);
  const subscribing = ['--topic-arn', topic, '--protocol', 'sqs', '--notification-endpoint'];
  await ask('sns', 'subscribe', ...subscribing, Attributes.QueueArn);
  const figure = ['--metric-name', 'RunsFailed', '--value', '1', '--dimensions', 'service=sojourn'];
  await ask('cloudwatch', 'put-metric-data', '--namespace', METRICS, ...figure);
  await until(async () => {
    expect((await named('FailedRuns')).StateValue).toBe('ALARM');
  });
  const { Messages = [] } = await ask('sqs', 'receive-message', '--queue-url', QueueUrl);
  const told = JSON.parse(JSON.parse(Messages[0].Body).Message);
  expect(told).toMatchObject({
    NewStateValue: 'ALARM',
    AlarmDescription: expect.stringContaining('Runs failed'),
  });
});
