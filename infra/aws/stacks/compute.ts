/** The functions, made by walking the manifest: each with a role of its own, its log, what starts it, and what it may touch. */
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { VARIABLES } from '../../../functions/lambda/environment.ts';
import { type FunctionEntry, type FunctionName, manifest } from '../../../functions/manifest.ts';
import type { CodeOf } from '../bundle.ts';
import type { DeploymentContext } from '../context.ts';
import { grant } from '../grants.ts';
import { type Arns, functionName } from '../names.ts';
import { startBy } from '../triggers.ts';
import type { Api } from './api.ts';
import type { Channels } from './channels.ts';
import type { Data } from './data.ts';
import type { Events } from './events.ts';
import type { Workflows } from './workflows.ts';

/** What the functions may be connected to. */
export type Surroundings = {
  readonly data: Data;
  readonly events: Events;
  readonly channels: Channels;
  readonly workflows: Workflows;
  readonly api: Api;
  readonly arns: Arns;
  /** What holds data goes with the stacks. */
  readonly disposable: boolean;
};

export type Functions = ReadonlyMap<FunctionName, Lambda>;

export function computeStack(
  stack: Stack,
  context: DeploymentContext,
  code: CodeOf,
  around: Surroundings,
): Functions {
  return new Map(
    manifest.map((entry) => {
      const lambda = makeFunction(stack, context, entry, entry.name, code, around);
      grant(lambda, entry.grants, context, around);
      startBy(stack, lambda, entry, around);
      return [entry.name, lambda];
    }),
  );
}

function makeFunction(
  stack: Stack,
  context: DeploymentContext,
  entry: FunctionEntry,
  name: FunctionName,
  code: CodeOf,
  around: Surroundings,
): Lambda {
  const logGroup = new LogGroup(stack, `${name}-log`, {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(stack, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return new Lambda(stack, name, {
    functionName: functionName(context.name, name),
    description: entry.purpose,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: code(name),
    memorySize: entry.memoryMb,
    timeout: Duration.seconds(entry.timeoutSeconds),
    environment: environmentOf(entry, context, around),
    logGroup,
    role,
  });
}

/** Only what the function's own ports read. */
function environmentOf(
  { grants, name }: FunctionEntry,
  context: DeploymentContext,
  { data, events, channels, workflows, api, arns }: Surroundings,
): Record<string, string> {
  const { smsIdentity, smsApplication } = grants.sms === true ? context : {};
  const { pushApplication } = grants.push === true ? context : {};
  return {
    [VARIABLES.table]: data.table.tableName,
    [VARIABLES.deployment]: context.name,
    [VARIABLES.baseUrl]: api.url,
    [VARIABLES.functionArn]: arns.functionPrefix,
    ...(grants.machines === undefined
      ? {}
      : {
          [VARIABLES.machineArn]: arns.machinePrefix,
          [VARIABLES.machineRole]: workflows.role.roleArn,
        }),
    ...(grants.timers === true
      ? {
          [VARIABLES.timerGroup]: workflows.timers.group,
          [VARIABLES.timerRole]: workflows.timers.role.roleArn,
          [VARIABLES.timerDead]: workflows.timers.late.queueArn,
        }
      : {}),
    ...(grants.bus === true ? { [VARIABLES.bus]: events.bus.eventBusName } : {}),
    ...(grants.files === true ? { [VARIABLES.files]: data.files.bucketName } : {}),
    ...(grants.signing === true ? { [VARIABLES.signingSecret]: data.signing.secretArn } : {}),
    ...(grants.email === true
      ? { [VARIABLES.configurationSet]: channels.configurationSet.configurationSetName }
      : {}),
    ...(grants.email === true || grants.suppressions === true
      ? { [VARIABLES.sesTenants]: String(context.sesTenants) }
      : {}),
    ...(name === 'api' && context.people !== undefined
      ? { [VARIABLES.issuer]: context.people.issuer, [VARIABLES.audience]: context.people.audience }
      : {}),
    ...(smsIdentity === undefined ? {} : { [VARIABLES.smsIdentity]: smsIdentity }),
    ...(smsApplication === undefined ? {} : { [VARIABLES.smsApplication]: smsApplication }),
    ...(pushApplication === undefined ? {} : { [VARIABLES.pushApplication]: pushApplication }),
  };
}
