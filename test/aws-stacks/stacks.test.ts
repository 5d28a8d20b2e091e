/** What a deployment must have, whatever else changes: said about the templates, never a snapshot of them. */
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { TABLE_INDEXES } from '../../functions/adapters/aws/store/table.ts';
import { type FunctionEntry, manifest } from '../../functions/manifest.ts';
import { ContextInvalid, readContext } from '../../infra/aws/context.ts';
import { EVENT_PROPERTIES } from '../../workflow-compiler/language/event-properties.ts';
import { synthesise } from './synthesised.ts';

/** Made at all only when every check of the library and of cdk-nag is content. */
const deployment = synthesise();
const entries: readonly FunctionEntry[] = manifest;

describe('data', () => {
  const data = deployment.template('data');

  test('the table is encrypted, can be restored to any second, and is not deleted with its stack', () => {
    data.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        DeletionProtectionEnabled: true,
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      },
    });
    data.hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: 'Retain' });
  });

  test('its indexes are those that the adapter reads, and hold keys alone', () => {
    const index = ({ name, pk, sk }: (typeof TABLE_INDEXES)[number]) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: pk, KeyType: 'HASH' },
        { AttributeName: sk, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    });
    data.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: TABLE_INDEXES.map(index),
    });
  });

  test('for a trial everything goes with the stacks', () => {
    const trial = synthesise({ name: 'trial', disposable: 'true', archive: 'false' });
    trial.template('events').resourceCountIs('AWS::Events::Archive', 0);
    trial.template('data').hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    trial.template('compute').hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'trial-feed' });
  });
});

test('files of contacts are closed to the public, encrypted, and gone after a week', () => {
  const data = deployment.template('data');
  data.hasResourceProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    BucketEncryption: Match.anyValue(),
    VersioningConfiguration: Match.absent(),
    LifecycleConfiguration: {
      Rules: [
        Match.objectLike({ ExpirationInDays: 7, Status: 'Enabled' }),
        Match.objectLike({ ExpirationInDays: 1, Prefix: 'answers/', Status: 'Enabled' }),
      ],
    },
  });
});

describe('events', () => {
  const events = deployment.template('events');

  test('each type of event has one rule, to the queue, with the event alone', () => {
    const types = Object.values(events.findResources('AWS::Events::Rule')).flatMap(
      ({ Properties }): readonly string[] => Properties.EventPattern?.['detail-type'] ?? [],
    );
    expect(types.toSorted()).toEqual(Object.keys(EVENT_PROPERTIES).toSorted());
    events.allResourcesProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ InputPath: '$.detail', DeadLetterConfig: Match.anyValue() })],
    });
  });

  test('queues are encrypted, and what fails five times is kept for two weeks', () => {
    events.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    events.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
    });
    events.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 86_400 });
    events.resourceCountIs('AWS::Events::Archive', 1);
  });
});

describe('channels', () => {
  const channels = deployment.template('channels');

  test('what SES tells of our mail, but for what our links tell, comes to a queue', () => {
    channels.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: [
          'send',
          'delivery',
          'deliveryDelay',
          'bounce',
          'complaint',
          'reject',
          'renderingFailure',
        ],
        EventBridgeDestination: Match.anyValue(),
      },
    });
    channels.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.ses'],
        detail: {
          mail: { tags: { 'ses:configuration-set': ['sojourn'], 'sojourn-message': [{ exists: true }] } },
        },
      },
    });
    channels.allResourcesProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
    channels.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  });
});

/** Services of an entry's grants; every function has its log and the table. */
function servicesOf({ grants, trigger }: FunctionEntry): readonly string[] {
  return [
    'logs',
    'dynamodb',
    ...(grants.machines === undefined ? [] : ['states']),
    ...(grants.machines?.includes('create') === true || grants.timers === true ? ['iam'] : []),
    ...(grants.timers === true ? ['scheduler'] : []),
    ...(grants.bus === true ? ['events'] : []),
    ...(grants.email === true || grants.suppressions === true ? ['ses'] : []),
    ...(grants.signing === true ? ['secretsmanager'] : []),
    ...(['queue', 'feedback', 'timer'].includes(trigger.kind) ? ['sqs'] : []),
    ...(trigger.kind === 'feed' || grants.files === true ? ['s3'] : []),
  ].toSorted();
}

type Statement = { readonly Action: string | readonly string[]; readonly Resource: unknown };

/** Statements of the policies of one function's role. */
function statementsOf(template: Template, name: string): readonly Statement[] {
  const [role = ''] = Object.keys(template.findResources('AWS::IAM::Role')).filter(
    (id) => id.startsWith(`${name}role`) || id.replace(/[0-9A-F]{8}$/, '') === name,
  );
  const policies = template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: role }] } });
  return Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

const actionsOf = (statements: readonly Statement[]): readonly string[] =>
  statements.flatMap(({ Action }) => Action);

describe('compute', () => {
  const compute = deployment.template('compute');

  test('has every function of the manifest and no other', () => {
    const names = Object.values(compute.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.FunctionName,
    );
    expect(names.toSorted()).toEqual(manifest.map(({ name }) => `sojourn-${name}`).toSorted());
    compute.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
    });
    compute.resourceCountIs('AWS::IAM::Role', manifest.length);
  });

  test.each(entries.map((entry) => [entry.name, entry] as const))(
    '%s: limits and permissions as listed',
    (name, entry) => {
      compute.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: `sojourn-${name}`,
        MemorySize: entry.memoryMb,
        Timeout: entry.timeoutSeconds,
      });
      const actions = actionsOf(statementsOf(compute, name));
      expect([...new Set(actions.map((action) => action.split(':')[0]))].toSorted()).toEqual(
        servicesOf(entry),
      );
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    },
  );

  test('who makes machines may tag them, and only machines of the deployment', () => {
    const tagging = manifest.filter(({ name }) =>
      statementsOf(compute, name).some(({ Action }) => JSON.stringify(Action).includes('states:TagResource')),
    );
    expect(tagging.map(({ name }) => name)).toEqual(
      entries.filter(({ grants }) => grants.machines?.includes('create')).map(({ name }) => name),
    );
    const statements = statementsOf(compute, 'api').filter(({ Action }) =>
      JSON.stringify(Action).includes('states:TagResource'),
    );
    expect(JSON.stringify(statements)).toContain(':stateMachine:sojourn-*');
  });

  test('nobody may touch everything, but for the list of SES, which has no name', () => {
    const open = manifest.flatMap(({ name }) =>
      statementsOf(compute, name)
        .filter(({ Resource }) => JSON.stringify(Resource).includes('"*"'))
        .map(({ Action }) => [name, Action]),
    );
    expect(open).toEqual([['api', 'ses:DeleteSuppressedDestination']]);
  });

  test('the feed hears of cards, activity, runs and messages only, and keeps what it cannot handle', () => {
    compute.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              dynamodb: {
                Keys: { sk: { S: ['card', { prefix: 'act#' }, { prefix: 'run#' }, { prefix: 'msg#' }] } },
              },
            }),
          },
        ],
      },
    });
    compute.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  test('the paths of the manifest are routed, and none besides', () => {
    const paths = entries.flatMap(({ trigger }) => (trigger.kind === 'http' ? trigger.paths : []));
    const keys = Object.values(compute.findResources('AWS::ApiGatewayV2::Route')).map(
      ({ Properties }) => Properties.RouteKey,
    );
    expect(keys.toSorted()).toEqual(paths.map((path) => `ANY ${path.replace('*', '{proxy+}')}`).toSorted());
  });

  test('known senders and an SMS application narrow what may be used', () => {
    const named = synthesise({ senders: 'example.com,example.org', smsApplication: '0'.repeat(32) });
    const statements = statementsOf(named.template('compute'), 'send');
    const mail = statements.find(({ Action }) => Action === 'ses:SendEmail');
    expect(JSON.stringify(mail?.Resource)).toContain('identity/example.org');
    expect(JSON.stringify(mail?.Resource)).not.toContain('identity/*');
    expect(JSON.stringify(statements)).toContain(`apps/${'0'.repeat(32)}/messages`);
  });

  test('an identity of End User Messaging goes before an application of Pinpoint', () => {
    const named = synthesise({ smsIdentity: 'pool-1', smsApplication: '0'.repeat(32) }).template('compute');
    const actions = actionsOf(statementsOf(named, 'segment'));
    expect(actions).toContain('sms-voice:SendTextMessage');
    expect(actions).not.toContain('mobiletargeting:SendMessages');
    named.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'sojourn-send',
      Environment: { Variables: Match.objectLike({ SOJOURN_SMS_IDENTITY: 'pool-1' }) },
    });
  });
});

describe('workflows', () => {
  const workflows = deployment.template('workflows');
  const called = (statements: readonly Statement[]) =>
    JSON.stringify(statements).match(/function:sojourn-[a-z]+/g) ?? [];

  test('state machines may call the tasks, and nothing else', () => {
    const statements = statementsOf(workflows, 'Machines');
    expect(actionsOf(statements)).toEqual(['lambda:InvokeFunction']);
    const tasks = entries.filter(({ trigger }) => trigger.kind === 'task');
    expect(called(statements).toSorted()).toEqual(
      tasks.map(({ name }) => `function:sojourn-${name}`).toSorted(),
    );
  });

  test('timers may call one function and keep what could not be delivered', () => {
    const statements = statementsOf(workflows, 'Timers');
    expect(called(statements)).toEqual(['function:sojourn-timer']);
    expect(new Set(actionsOf(statements).map((action) => action.split(':')[0]))).toEqual(
      new Set(['lambda', 'sqs']),
    );
    workflows.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'sojourn' });
    // What rang in vain is told again every three minutes, for a day.
    workflows.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 180,
      RedrivePolicy: { maxReceiveCount: 480, deadLetterTargetArn: Match.anyValue() },
    });
    deployment.template('compute').hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: Match.anyValue() },
    });
    const assumed = JSON.stringify(workflows.findResources('AWS::IAM::Role'));
    expect(assumed).toContain(':schedule-group/sojourn');
  });
});

test('the access log names no path: links of mail are keys', () => {
  const [stage] = Object.values(deployment.template('api').findResources('AWS::ApiGatewayV2::Stage'));
  const format: string = stage?.Properties.AccessLogSettings.Format;
  expect(format).toContain('$context.status');
  expect(format).not.toContain('path');
});

test('somebody hears of late runs, dead letters, a late feed and every failing function', () => {
  const operations = deployment.template('operations');
  operations.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'OldestDueSeconds',
    TreatMissingData: 'breaching',
  });
  operations.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateNumberOfMessagesVisible',
  });
  operations.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'IteratorAge' });
  const errors = operations.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'Errors' } });
  const answering = entries.filter(({ trigger }) => trigger.kind !== 'task');
  expect(Object.keys(errors)).toHaveLength(answering.length);
  operations.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'UnexpectedErrors' });
});

test('push messages leave by the application that is named, and by no other', () => {
  const both = {
    smsApplication: '0'.repeat(32),
    pushApplication: `acme:${'1'.repeat(32)},${'2'.repeat(32)}`,
  };
  const named = synthesise(both).template('compute');
  const sends = (fn: string): string =>
    JSON.stringify(statementsOf(named, fn).filter(({ Action }) => Action === 'mobiletargeting:SendMessages'));
  for (const digits of ['0', '1', '2']) expect(sends('send')).toContain(`apps/${digits.repeat(32)}/messages`);
  expect(sends('apply')).toBe('[]');
  named.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ SOJOURN_PUSH_APPLICATION: both.pushApplication }) },
  });
  expect(JSON.stringify(synthesise({}).template('compute'))).not.toContain('mobiletargeting');
});

test('no stack holds a Pinpoint resource: they can no longer be made', () => {
  const parts = ['data', 'events', 'channels', 'workflows', 'api', 'compute', 'operations'];
  expect(parts.map((part) => JSON.stringify(deployment.template(part))).join()).not.toContain(
    'AWS::Pinpoint',
  );
});

test.each([
  ['name', 'Upper'],
  ['baseUrl', 'http://example.com'],
  ['baseUrl', 'https://example.com/path'],
  ['sesTenants', 'yes'],
  ['smsApplication', 'mine'],
  ['smsIdentity', 'two words'],
  ['pushApplication', 'mine'],
  ['pushApplication', `acme:${'1'.repeat(32)},beta`],
  ['alarmEmail', 'nobody'],
  ['archive', 'no'],
  ['disposable', '1'],
])('the context %s=%s is refused, saying what to pass', (name, value) => {
  const read = () => readContext({ tryGetContext: (asked: string) => (asked === name ? value : undefined) });
  expect(read).toThrow(ContextInvalid);
  expect(read).toThrow(new RegExp(`-c ${name}=`));
});
