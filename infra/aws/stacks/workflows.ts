/**
 * What runs of workflows need beside the functions. State machines are made at run time, when a workflow is published; they share
 * one role, which may call the tasks and nothing else. Timers are schedules, made at run time too, in one group.
 */
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { manifest } from '../../../functions/manifest.ts';
import type { DeploymentContext } from '../context.ts';
import { arnsOf } from '../names.ts';

export type Workflows = {
  /** Of state machines. */
  readonly role: Role;
  readonly timers: Timers;
};

export type Timers = {
  /** Name of the group of schedules. */
  readonly group: string;
  /** Of the scheduler: it may call the functions that timers start. */
  readonly role: Role;
  /** Timers that rang and were not heard: told again from here. */
  readonly late: Queue;
  /** Those that nobody could hear for a day. */
  readonly dead: Queue;
};

export function workflowsStack(stack: Stack, context: DeploymentContext): Workflows {
  const arns = arnsOf(stack, context.name);
  const role = new Role(stack, 'Machines', {
    description: 'State machines of workflows',
    assumedBy: serviceOf(stack, 'states', arns.machines),
  });
  role.addToPolicy(invoke(functionsStartedBy('task', arns.functionPrefix)));
  return { role, timers: makeTimers(stack, context, arns.functionPrefix) };
}

/** Six times the function's timeout, as Lambda asks for. */
const AGAIN_SECONDS =
  6 *
  Math.max(
    ...manifest.flatMap(({ trigger, timeoutSeconds }) => (trigger.kind === 'timer' ? [timeoutSeconds] : [])),
  );
const DAY_SECONDS = 86_400;

function makeTimers(stack: Stack, { name, disposable }: DeploymentContext, functionPrefix: string): Timers {
  const group = new CfnScheduleGroup(stack, 'TimerGroup', { name });
  group.applyRemovalPolicy(RemovalPolicy.DESTROY);
  const { partition, region, account } = stack;
  const arn = `arn:${partition}:scheduler:${region}:${account}:schedule-group/${name}`;
  const safe = {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  };
  const dead = new Queue(stack, 'DeadTimers', { ...safe, retentionPeriod: Duration.days(14) });
  // Nobody else looks after a run with a timer: one that rang in vain is told again for a day, and then kept with the dead.
  const late = new Queue(stack, 'LateTimers', {
    ...safe,
    visibilityTimeout: Duration.seconds(AGAIN_SECONDS),
    deadLetterQueue: { queue: dead, maxReceiveCount: DAY_SECONDS / AGAIN_SECONDS },
  });
  const role = new Role(stack, 'Timers', {
    description: 'Schedules that end waits',
    assumedBy: serviceOf(stack, 'scheduler', arn),
  });
  role.addToPolicy(invoke(functionsStartedBy('timer', functionPrefix)));
  late.grantSendMessages(role);
  return { group: name, role, late, dead };
}

/** The service, on behalf of these resources of this account alone. */
const serviceOf = ({ account }: Stack, service: 'states' | 'scheduler', resources: string) =>
  new ServicePrincipal(`${service}.amazonaws.com`, {
    conditions: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': resources },
    },
  });

const functionsStartedBy = (kind: 'task' | 'timer', prefix: string): string[] =>
  manifest.filter(({ trigger }) => trigger.kind === kind).map(({ name }) => `${prefix}${name}`);

const invoke = (resources: string[]) =>
  new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources });
