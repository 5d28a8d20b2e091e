/**
 * How mail leaves, and how we hear what became of it. One configuration set serves all tenants: a message's tag says whose it is,
 * reputation is kept apart by SES's own tenants, and sets can be made once a second only. Identities are verified by an operator.
 * Push and SMS have no resource here: Pinpoint's can no longer be made by a template, so an application's id is passed as context.
 */
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { SES_SOURCE, SMS_SOURCE } from '../../../functions/adapters/aws/channel/feedback.ts';
import { MESSAGE_TAG } from '../../../functions/adapters/aws/channel/tag.ts';
import { manifest } from '../../../functions/manifest.ts';
import type { DeploymentContext } from '../context.ts';

export type Channels = {
  readonly configurationSet: ConfigurationSet;
  /** What providers tell of messages. */
  readonly feedback: Queue;
  /** What could not be recorded. */
  readonly dead: Queue;
};

/**
 * Told again after six times the function's timeout, as Lambda asks for: six minutes. A message that is just being sent when it is
 * told of has its row after half an hour at the latest, when the sweeper has looked.
 */
const RECEIVES = 6;
const seconds = Math.max(
  ...manifest.flatMap(({ trigger, timeoutSeconds }) => (trigger.kind === 'feedback' ? [timeoutSeconds] : [])),
);

/** Opens and clicks are told by our own links, once each. */
const EVENTS = [
  EmailSendingEvent.SEND,
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.DELIVERY_DELAY,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.RENDERING_FAILURE,
];

export function channelsStack(stack: Stack, { name, disposable }: DeploymentContext): Channels {
  const configurationSet = new ConfigurationSet(stack, 'Mail', {
    configurationSetName: name,
    tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    reputationMetrics: true,
    suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
  });
  const bus = EventBus.fromEventBusName(stack, 'Default', 'default');
  configurationSet.addEventDestination('Events', {
    configurationSetEventDestinationName: name,
    // SES publishes to the default bus and to no other.
    destination: EventDestination.eventBus(bus),
    events: EVENTS,
  });
  const removalPolicy = disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
  const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, removalPolicy };
  const dead = new Queue(stack, 'DeadFeedback', { ...safe, retentionPeriod: Duration.days(14) });
  const feedback = new Queue(stack, 'Feedback', {
    ...safe,
    visibilityTimeout: Duration.seconds(6 * seconds),
    deadLetterQueue: { queue: dead, maxReceiveCount: RECEIVES },
  });
  const target = new SqsQueue(feedback, { deadLetterQueue: dead });
  new Rule(stack, 'OnMail', {
    eventPattern: {
      source: [SES_SOURCE],
      detail: { mail: { tags: { 'ses:configuration-set': [name], [MESSAGE_TAG]: Match.exists() } } },
    },
    targets: [target],
  });
  new Rule(stack, 'OnSms', {
    eventPattern: { source: [SMS_SOURCE], detail: { context: { [MESSAGE_TAG]: Match.exists() } } },
    targets: [target],
  });
  return { configurationSet, feedback, dead };
}
