/** From the change feed to the router: the bus, one rule per type of event, the queue behind them, and where failures go. */
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { EventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { EVENT_SOURCE } from '../../../functions/adapters/aws/bus.ts';
import { manifest } from '../../../functions/manifest.ts';
import { EVENT_PROPERTIES } from '../../../workflow-compiler/language/event-properties.ts';
import type { DeploymentContext } from '../context.ts';

export type Events = {
  readonly bus: EventBus;
  readonly queue: Queue;
  /** What the router failed at, and what the bus could not deliver. */
  readonly dead: Queue;
};

/** A message comes back five times before it is given up. */
const RECEIVES = 5;
const routerSeconds = Math.max(
  ...manifest.flatMap(({ trigger, timeoutSeconds }) => (trigger.kind === 'queue' ? [timeoutSeconds] : [])),
);

export function eventsStack(stack: Stack, { name, archive, disposable }: DeploymentContext): Events {
  const removalPolicy = disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
  const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, removalPolicy };
  const dead = new Queue(stack, 'Dead', { ...safe, retentionPeriod: Duration.days(14) });
  const queue = new Queue(stack, 'Events', {
    ...safe,
    // Six times the function's timeout, as Lambda asks for.
    visibilityTimeout: Duration.seconds(6 * routerSeconds),
    deadLetterQueue: { queue: dead, maxReceiveCount: RECEIVES },
  });
  const bus = new EventBus(stack, 'Bus', { eventBusName: name });
  if (archive) {
    bus.archive('Archive', {
      archiveName: `${name}-events`,
      description: 'Events of contacts, to be told again',
      eventPattern: { source: [EVENT_SOURCE] },
      retention: Duration.days(30),
    });
  }
  for (const type of Object.keys(EVENT_PROPERTIES)) {
    // Per type, never per workflow: a bus has 300 rules.
    new Rule(stack, `On-${type}`, {
      eventBus: bus,
      eventPattern: { source: [EVENT_SOURCE], detailType: [type] },
      targets: [
        new SqsQueue(queue, { message: RuleTargetInput.fromEventPath('$.detail'), deadLetterQueue: dead }),
      ],
    });
  }
  return { bus, queue, dead };
}
