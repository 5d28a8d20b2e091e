/** Alarms: what a person must hear of before a contact does. */
import { Duration, type Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { METRICS, OLDEST_DUE, UNEXPECTED } from '../../../functions/lambda/log.ts';
import { manifest } from '../../../functions/manifest.ts';
import type { DeploymentContext } from '../context.ts';
import type { Api } from './api.ts';
import type { Functions } from './compute.ts';
import type { Events } from './events.ts';

type Watched = { readonly functions: Functions; readonly events: Events; readonly api: Api };

const period = Duration.minutes(5);
const tasks: ReadonlySet<string> = new Set(
  manifest.filter(({ trigger }) => trigger.kind === 'task').map(({ name }) => name),
);

export function operationsStack(stack: Stack, { alarmEmail }: DeploymentContext, watched: Watched): void {
  const topic = new Topic(stack, 'Alarms', { enforceSSL: true });
  if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
  const alarm = (
    id: string,
    metric: IMetric,
    above: number,
    alarmDescription: string,
    missing = false,
  ): void => {
    const made = new Alarm(stack, id, {
      metric,
      threshold: above,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: missing ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription,
    });
    made.addAlarmAction(new SnsAction(topic));
  };
  const { functions, events, api } = watched;

  const due = new Metric({ namespace: METRICS, metricName: OLDEST_DUE, statistic: 'Maximum', period });
  // The sweeper tells it every minute: silence means that nobody looks at what is due.
  alarm('OldestDue', due, 300, 'A run is due for over five minutes, or the sweeper does not run.', true);
  alarm(
    'DeadEvents',
    events.dead.metricApproximateNumberOfMessagesVisible({ period }),
    0,
    'Events could not be routed: see the dead letters, mend the cause, and move them back.',
  );
  alarm(
    'QueueAge',
    events.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
    300,
    'Events wait over five minutes for the router.',
  );
  for (const [name, lambda] of functions) {
    // A task answers `Deferred` or `Throttled` by failing: its errors say nothing, ours are told apart below.
    if (!tasks.has(name))
      alarm(`${name}-errors`, lambda.metricErrors({ period }), 0, `The function ${name} failed.`);
    alarm(`${name}-throttles`, lambda.metricThrottles({ period }), 0, `The function ${name} was throttled.`);
  }
  const unexpected = new Metric({ namespace: METRICS, metricName: UNEXPECTED, statistic: 'Sum', period });
  alarm(
    'UnexpectedErrors',
    unexpected,
    0,
    'A function failed in a way that no state machine expects: see its log.',
  );
  const feed = functions.get('feed');
  if (feed !== undefined) {
    const age = feed.metric('IteratorAge', { period, statistic: 'Maximum' });
    alarm('FeedAge', age, 5 * 60_000, 'The change feed is over five minutes behind.');
  }
  alarm(
    'ServerErrors',
    api.http.metricServerError({ period, statistic: 'Sum' }),
    0,
    'The API answered with 5xx.',
  );
}
