/** What wakes somebody, and the page that they look at then. */
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { FIGURES } from '../../functions/lambda/log.ts';
import { manifest } from '../../functions/manifest.ts';
import { synthesise } from './synthesised.ts';

const operations = synthesise({ name: 'shop', alarmEmail: 'ops@example.com' }).template('operations');
const ofDeployment = [{ Name: 'service', Value: 'shop' }];

test.each([
  ['OldestDueSeconds', 'breaching'],
  ['MessagesHeld', 'notBreaching'],
  ['RunsFailed', 'notBreaching'],
  ['UnexpectedErrors', 'notBreaching'],
])('%s is watched, of this deployment alone', (MetricName, TreatMissingData) => {
  operations.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Sojourn',
    MetricName,
    Dimensions: ofDeployment,
    TreatMissingData,
  });
});

test.each([
  ['OpenExecutionCount', 'OpenExecutionLimit'],
  ['ConsumedCapacity', 'StartExecution'],
  ['ConsumedCapacity', 'StateTransition'],
  ['ConcurrentExecutions', 'SERVICE_QUOTA'],
])('four fifths of a quota wake somebody: %s against %s', (metric, limit) => {
  const alarms = Object.values(
    operations.findResources('AWS::CloudWatch::Alarm', { Properties: { Threshold: 80 } }),
  ).map((alarm) => JSON.stringify(alarm));
  expect(alarms.filter((alarm) => alarm.includes(`"${metric}"`) && alarm.includes(limit))).toHaveLength(1);
});

test.each(['DeadEvents', 'DeadFeedback', 'DeadTimers'])('%s wake somebody at the first', (id) => {
  const [[, alarm] = []] = Object.entries(operations.findResources('AWS::CloudWatch::Alarm')).filter(
    ([each]) => each.startsWith(id),
  );
  expect(alarm?.Properties).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 });
});

test('every alarm tells somebody, and says what to do', () => {
  const alarms = Object.values(operations.findResources('AWS::CloudWatch::Alarm'));
  expect(alarms.length).toBeGreaterThan(manifest.length);
  for (const { Properties } of alarms) {
    expect(Properties.AlarmActions).toHaveLength(1);
    expect(Properties.AlarmDescription).toMatch(/\.$/);
  }
  operations.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'ops@example.com',
    TopicArn: Match.anyValue(),
  });
});

test('the dashboard shows every figure, every function and every alarm', () => {
  const [dashboard] = Object.values(operations.findResources('AWS::CloudWatch::Dashboard'));
  expect(dashboard?.Properties.DashboardName).toBe('shop');
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);
  const shown = Object.keys(FIGURES).filter((name) => name !== 'UnexpectedErrors');
  expect(shown.filter((name) => !body.includes(name))).toEqual([]);
  expect(manifest.filter(({ name }) => !body.includes(`\\"label\\":\\"${name}\\"`))).toEqual([]);
  expect(body).toContain('alarm');
});
