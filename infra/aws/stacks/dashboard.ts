/** One page: whether anything is wrong, what the product does, where work waits, and how near the quotas are. */
import type { Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Figure } from '../../../functions/lambda/log.ts';
import type { DeploymentContext } from '../context.ts';
import type { Watched } from './operations.ts';

type Shown = {
  readonly figure: (name: Figure, statistic: string) => IMetric;
  readonly quotas: readonly IMetric[];
};

const HALF = 12;
const FULL = 24;
const HEIGHT = 6;

export function makeDashboard(
  stack: Stack,
  { name }: DeploymentContext,
  { functions, queues, dead, api }: Watched,
  alarms: readonly Alarm[],
  { figure, quotas }: Shown,
): void {
  const graph = (title: string, left: readonly IMetric[]): IWidget =>
    new GraphWidget({ title, left: [...left], width: HALF, height: HEIGHT });
  const sums = (...names: readonly Figure[]): readonly IMetric[] => names.map((each) => figure(each, 'Sum'));
  const ofAll = (metric: 'metricDuration' | 'metricInvocations'): readonly IMetric[] =>
    [...functions].map(([label, lambda]) =>
      lambda[metric]({ label, statistic: metric === 'metricDuration' ? 'p99' : 'Sum' }),
    );
  new Dashboard(stack, 'Dashboard', {
    dashboardName: name,
    periodOverride: PeriodOverride.AUTO,
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: FULL })],
      [
        graph('Runs', sums('RunsEntered', 'RunsEnded', 'RunsFailed')),
        graph('Messages', sums('MessagesSent', 'MessagesRejected', 'MessagesHeld')),
      ],
      [
        graph('Oldest due run, seconds late', [figure('OldestDueSeconds', 'Maximum')]),
        graph(
          'Queues, and dead letters',
          [
            ...Object.entries(queues),
            ...Object.entries(dead).map(([what, queue]) => [`Dead${what}`, queue] as const),
          ].map(([label, queue]) => queue.metricApproximateNumberOfMessagesVisible({ label })),
        ),
      ],
      [
        graph('Functions, p99 in ms', ofAll('metricDuration')),
        graph('Functions, calls', ofAll('metricInvocations')),
      ],
      [
        graph('API, requests and errors', [
          api.http.metricCount(),
          api.http.metricClientError(),
          api.http.metricServerError(),
        ]),
        graph('Quotas used, per cent', quotas),
      ],
    ],
  });
}
