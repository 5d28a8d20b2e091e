/** The manifest's grants as permissions: these actions on these resources, and no more. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { allApplications } from '../../functions/adapters/aws/channel/applications.ts';
import { TABLE_INDEXES } from '../../functions/adapters/aws/store/table.ts';
import type { Grants } from '../../functions/manifest.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { DeploymentContext } from './context.ts';
import type { Surroundings } from './stacks/compute.ts';

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];

type Machine = NonNullable<Grants['machines']>[number];

/** `executions`: of the deployment's executions rather than its machines. */
const MACHINE_ACTIONS: Readonly<
  Record<Machine, { readonly actions: readonly string[]; readonly executions?: true }>
> = {
  start: { actions: ['states:StartExecution'] },
  answer: { actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'] },
  // With tags: whose machine it is stands in them.
  create: { actions: ['states:CreateStateMachine', 'states:TagResource'] },
  remove: { actions: ['states:DeleteStateMachine'] },
  stop: { actions: ['states:StopExecution'], executions: true },
  describe: { actions: ['states:DescribeExecution'], executions: true },
};

export function grant(
  lambda: Lambda,
  grants: Grants,
  context: DeploymentContext,
  around: Surroundings,
): void {
  const { data, events, workflows, arns } = around;
  const { partition, region, account } = lambda.stack;
  const allow = (actions: readonly string[], resources: readonly string[], conditions = {}): void => {
    lambda.addToRolePolicy(
      new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
    );
  };
  const indexes = TABLE_INDEXES.map(({ name }) => `${data.table.tableArn}/index/${name}`);
  allow(READ, [data.table.tableArn]);
  allow(['dynamodb:Query'], indexes);
  if (grants.store === 'write') allow(WRITE, [data.table.tableArn]);
  if (grants.walk === true) allow(['dynamodb:Scan'], [data.table.tableArn]);
  for (const machine of grants.machines ?? []) {
    const { actions, executions } = MACHINE_ACTIONS[machine];
    const resource = executions === true ? arns.executions : arns.machines;
    allow(actions, [resource]);
    acknowledgeWildcard(lambda.role ?? lambda, resource, MADE_LATER);
  }
  if (grants.machines?.includes('create') === true) {
    allow(['iam:PassRole'], [workflows.role.roleArn], {
      StringEquals: { 'iam:PassedToService': 'states.amazonaws.com' },
    });
  }
  if (grants.timers === true) {
    const schedules = `arn:${partition}:scheduler:${region}:${account}:schedule/${workflows.timers.group}/*`;
    allow(['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'], [schedules]);
    acknowledgeWildcard(
      lambda.role ?? lambda,
      schedules,
      'Schedules are made when runs wait: only their group is known here.',
    );
    allow(['iam:PassRole'], [workflows.timers.role.roleArn], {
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    });
  }
  if (grants.bus === true) allow(['events:PutEvents'], [events.bus.eventBusArn]);
  if (grants.files === true) {
    const objects = `${data.filesArn}/*`;
    // Without the right to list, S3 answers 403 for what is not there.
    allow(['s3:ListBucket'], [data.filesArn]);
    allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], [objects]);
    acknowledgeWildcard(
      lambda.role ?? lambda,
      objects,
      'Files are named when they come, by tenant and a random id.',
    );
  }
  if (grants.signing === true) allow(['secretsmanager:GetSecretValue'], [data.signing.secretArn]);
  if (grants.email === true) allow(['ses:SendEmail'], mailResources(lambda, context, around));
  if (grants.suppressions === true) {
    allow(['ses:DeleteSuppressedDestination'], ['*']);
    acknowledgeWildcard(
      lambda.role ?? lambda,
      '*',
      'SES knows no resource for its list of suppressed addresses: there is one of the account.',
    );
  }
  if (grants.sms === true && context.smsIdentity !== undefined) {
    for (const kind of ['phone-number', 'pool', 'sender-id']) {
      const origins = `arn:${partition}:sms-voice:${region}:${account}:${kind}/*`;
      allow(['sms-voice:SendTextMessage'], [origins]);
      acknowledgeWildcard(lambda.role ?? lambda, origins, 'Steps name senders of their own.');
    }
  }
  const application = (id: string) =>
    `arn:${partition}:mobiletargeting:${region}:${account}:apps/${id}/messages`;
  const smsBy = context.smsIdentity === undefined && grants.sms === true ? context.smsApplication : undefined;
  const pushBy = grants.push === true ? context.pushApplication : undefined;
  const applications = new Set([
    ...(smsBy === undefined ? [] : [smsBy]),
    ...(pushBy === undefined ? [] : allApplications(pushBy)),
  ]);
  if (applications.size > 0) allow(['mobiletargeting:SendMessages'], [...applications].map(application));
}

function mailResources(
  lambda: Lambda,
  { senders }: DeploymentContext,
  { channels }: Surroundings,
): readonly string[] {
  const { partition, region, account } = lambda.stack;
  const ses = `arn:${partition}:ses:${region}:${account}`;
  const set = `${ses}:configuration-set/${channels.configurationSet.configurationSetName}`;
  if (senders.length > 0) return [set, ...senders.map((sender) => `${ses}:identity/${sender}`)];
  const any = `${ses}:identity/*`;
  acknowledgeWildcard(
    lambda.role ?? lambda,
    any,
    'Tenants send from identities that are verified after the deployment; the context `senders` names them where they are known.',
  );
  return [set, any];
}

const MADE_LATER =
  'Machines are made when workflows are published: of their names only the prefix of this deployment is known here.';
