/** What starts a function, as the manifest says. Tasks are called by machines, timers by schedules, whose roles may call them. */
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  type Function as Lambda,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { FunctionEntry } from '../../functions/manifest.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import type { Surroundings } from './stacks/compute.ts';

/** Sort keys of cards, activity, runs and messages: nothing else is derived from or counted. */
const TOLD = ['card', { prefix: 'act#' }, { prefix: 'run#' }, { prefix: 'msg#' }];

/** A shard takes a thousand writes a second: many at once cost little more than few, and a shard's changes stay in order. */
const FEED_BATCH = 1000;
const FEED_ATTEMPTS = 10;
const QUEUE_BATCH = 10;

export function startBy(stack: Stack, lambda: Lambda, entry: FunctionEntry, around: Surroundings): void {
  const { trigger } = entry;
  switch (trigger.kind) {
    case 'task':
      return;
    case 'timer':
      startByTimers(lambda, around);
      return;
    case 'feed':
      startByFeed(stack, lambda, around);
      return;
    case 'queue':
      startByQueue(lambda, around.events.queue);
      return;
    case 'feedback':
      startByQueue(lambda, around.channels.feedback);
      return;
    case 'work':
    case 'schedule':
      new Rule(stack, `${entry.name}-schedule`, {
        schedule: Schedule.rate(Duration.seconds(trigger.everySeconds)),
        targets: [new LambdaFunction(lambda, { retryAttempts: 0 })],
      });
      return;
    case 'http':
      startByHttp(stack, lambda, entry.name, trigger.paths, around);
      return;
  }
}

/** Lambda tries what it took on trust twice more; after that, and where the scheduler could not deliver, the queue goes on. */
function startByTimers(lambda: Lambda, { workflows }: Surroundings): void {
  const { late } = workflows.timers;
  lambda.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(late) });
  startByQueue(lambda, late);
}

function startByQueue(lambda: Lambda, queue: Queue): void {
  lambda.addEventSource(new SqsEventSource(queue, { batchSize: QUEUE_BATCH, reportBatchItemFailures: true }));
}

function startByFeed(stack: Stack, lambda: Lambda, { data, disposable }: Surroundings): void {
  const stream = data.table.tableStreamArn ?? '';
  lambda.addToRolePolicy(
    new PolicyStatement({
      actions: [
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
      ],
      resources: [stream],
    }),
  );
  const failures = makeFailures(stack, disposable);
  const objects = failures.arnForObjects('aws/lambda/*');
  lambda.addToRolePolicy(
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [failures.bucketArn] }),
  );
  lambda.addToRolePolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [objects] }));
  acknowledgeWildcard(
    lambda.role ?? lambda,
    objects,
    'Lambda names the objects of failed records itself, by function, shard and time.',
  );
  const mapping = new EventSourceMapping(stack, 'feed-stream', {
    target: lambda,
    eventSourceArn: stream,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: FEED_BATCH,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: FEED_ATTEMPTS,
    // Nothing is gathered in a window: with one, Lambda says which shard tells.
    tumblingWindow: Duration.minutes(15),
    filters: [FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: TOLD } } } })],
    onFailure: { bind: () => ({ destination: failures.bucketArn }) },
  });
  if (lambda.role !== undefined) mapping.node.addDependency(lambda.role);
}

/** Records that could not be handled, whole: a queue would keep only where they stood in a stream that forgets after a day. */
function makeFailures(stack: Stack, disposable: boolean): Bucket {
  const failures = new Bucket(stack, 'Failures', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(90) }],
    removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
  acknowledge(
    failures,
    'AwsSolutions-S1',
    'Lambda alone writes here, when the feed has failed; a log of those writes would say what the object says.',
  );
  return failures;
}

function startByHttp(
  stack: Stack,
  lambda: Lambda,
  name: string,
  paths: readonly string[],
  { api }: Surroundings,
): void {
  const integration = new HttpLambdaIntegration(`${name}-integration`, lambda);
  for (const path of paths) {
    const route = new HttpRoute(stack, `${name}-${path.replaceAll(/[^a-z0-9]+/g, '-')}`, {
      httpApi: api.http,
      routeKey: HttpRouteKey.with(path.replace('/*', '/{proxy+}'), HttpMethod.ANY),
      integration,
    });
    acknowledge(
      route,
      'AwsSolutions-APIG4',
      'Our own API keys and signed tokens are checked by the function, which knows tenants and roles; the reference is public.',
    );
  }
}
