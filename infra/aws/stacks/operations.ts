/** What a person must hear of before a contact does, and what they look at then: alarms, and one page with everything. */
import { CfnOutput, Duration, type Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type Figure, METRICS } from '../../../functions/lambda/log.ts';
import { type FunctionName, manifest } from '../../../functions/manifest.ts';
import type { DeploymentContext } from '../context.ts';
import type { Api } from './api.ts';
import type { Functions } from './compute.ts';
import { makeDashboard } from './dashboard.ts';

export type Watched = {
  readonly functions: Functions;
  readonly api: Api;
  /** By what goes through it. */
  readonly queues: Readonly<Record<string, Queue>>;
  /** What was given up, by what it was. */
  readonly dead: Readonly<Record<string, Queue>>;
};

const period = Duration.minutes(5);
/** Of a quota: time enough to ask for more. */
const NEAR = 80;

const tasks: ReadonlySet<string> = new Set(
  manifest.filter(({ trigger }) => trigger.kind === 'task').map(({ name }) => name),
);

export function operationsStack(stack: Stack, context: DeploymentContext, watched: Watched): void {
  const topic = new Topic(stack, 'Alarms', { enforceSSL: true });
  if (context.alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(context.alarmEmail));
  const alarms: Alarm[] = [];
  const alarm = (id: string, metric: IMetric, above: number, alarmDescription: string, missing = false) => {
    const made = new Alarm(stack, id, {
      metric,
      threshold: above,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: missing ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription,
    });
    made.addAlarmAction(new SnsAction(topic));
    alarms.push(made);
  };
  const figure = (name: Figure, statistic: string): Metric => figureOf(context, name, statistic);

  // The sweeper tells it every minute: silence means that nobody looks at what is due.
  alarm(
    'OldestDue',
    figure('OldestDueSeconds', 'Maximum'),
    300,
    'A run is due for over five minutes, or the sweeper does not run.',
    true,
  );
  alarm(
    'HeldMessages',
    figure('MessagesHeld', 'Sum'),
    0,
    'Messages are held: nobody knows whether the provider sent them. Settle those that stay so.',
  );
  alarm(
    'FailedRuns',
    figure('RunsFailed', 'Sum'),
    0,
    'Runs failed: see the reports of the workflows, and the error in the history of a run.',
  );
  alarm(
    'UnexpectedErrors',
    figure('UnexpectedErrors', 'Sum'),
    0,
    'A function failed in a way that no state machine expects: see its log.',
  );
  watchQueues(watched, alarm);
  watchFunctions(watched.functions, alarm);
  alarm(
    'ServerErrors',
    watched.api.http.metricServerError({ period, statistic: 'Sum' }),
    0,
    'The API answered with 5xx.',
  );
  for (const [name, metric] of context.quotaAlarms ? Object.entries(quotaUse()) : []) {
    alarm(
      name,
      metric,
      NEAR,
      `${NEAR} % of a quota of the account are used: ask for more in Service Quotas.`,
    );
  }
  makeDashboard(stack, context, watched, alarms, { figure, quotas: Object.values(quotaUse()) });
  new CfnOutput(stack, 'AlarmTopic', { value: topic.topicArn });
}

type Watch = (id: string, metric: IMetric, above: number, description: string) => void;

function watchQueues({ queues, dead }: Watched, alarm: Watch): void {
  for (const [what, queue] of Object.entries(dead)) {
    alarm(
      `Dead${what}`,
      queue.metricApproximateNumberOfMessagesVisible({ period }),
      0,
      `${what} could not be handled: mend the cause, then \`sojourn dead-letters replay --aws\`.`,
    );
  }
  for (const [what, queue] of Object.entries(queues)) {
    alarm(
      `${what}Age`,
      queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      300,
      `${what} wait over five minutes for their function.`,
    );
  }
}

function watchFunctions(functions: Functions, alarm: Watch): void {
  for (const [name, lambda] of functions) {
    // A task answers `Deferred` or `Throttled` by failing: its errors say nothing, ours are told apart above.
    if (!tasks.has(name))
      alarm(`${name}-errors`, lambda.metricErrors({ period }), 0, `The function ${name} failed.`);
    alarm(`${name}-throttles`, lambda.metricThrottles({ period }), 0, `The function ${name} was throttled.`);
  }
  const feed: FunctionName = 'feed';
  const age = functions.get(feed)?.metric('IteratorAge', { period, statistic: 'Maximum' });
  if (age !== undefined) alarm('FeedAge', age, 5 * 60_000, 'The change feed is over five minutes behind.');
}

/** Figures of ours: their dimension is the deployment, as Powertools writes it. */
function figureOf({ name }: DeploymentContext, metricName: Figure, statistic: string): Metric {
  return new Metric({
    namespace: METRICS,
    metricName,
    dimensionsMap: { service: name },
    statistic,
    period,
  });
}

/** Per cent of what the account may do. Step Functions tells its own limits beside what was used of them. */
function quotaUse(): Readonly<Record<string, MathExpression>> {
  const states = (metricName: string, statistic: string, dimensionsMap: Record<string, string> = {}) =>
    new Metric({ namespace: 'AWS/States', metricName, statistic, dimensionsMap, period });
  // One graph shows them all: names of what goes into them may not meet.
  const ofBucket = (what: string, label: string, dimensions: Record<string, string>) =>
    new MathExpression({
      expression: `100 * ${what}Used / (PERIOD(${what}Used) * ${what}Rate)`,
      usingMetrics: {
        [`${what}Used`]: states('ConsumedCapacity', 'Sum', dimensions),
        [`${what}Rate`]: states('ProvisionedRefillRate', 'Minimum', dimensions),
      },
      label,
      period,
    });
  return {
    'quota-open-executions': new MathExpression({
      expression: '100 * open / most',
      usingMetrics: {
        open: states('OpenExecutionCount', 'Maximum'),
        most: states('OpenExecutionLimit', 'Minimum'),
      },
      label: 'Open executions, %',
      period,
    }),
    'quota-starts': ofBucket('starts', 'StartExecution, %', { APIName: 'StartExecution' }),
    'quota-transitions': ofBucket('transitions', 'State transitions, %', {
      ServiceMetric: 'StateTransition',
    }),
    'quota-lambda': new MathExpression({
      expression: '100 * lambdas / SERVICE_QUOTA(lambdas)',
      usingMetrics: {
        lambdas: new Metric({
          namespace: 'AWS/Lambda',
          metricName: 'ConcurrentExecutions',
          statistic: 'Maximum',
          period,
        }),
      },
      label: 'Lambda at once, %',
      period,
    }),
  };
}
