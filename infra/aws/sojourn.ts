/** Every stack of the deployment, in the order in which they need each other. The functions come from the manifest alone. */
import { type App, Stack, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { DEPLOYMENT_TAG } from '../../functions/adapters/aws/machines.ts';
import type { CodeOf } from './bundle.ts';
import type { DeploymentContext } from './context.ts';
import { arnsOf } from './names.ts';
import { apiStack } from './stacks/api.ts';
import { channelsStack } from './stacks/channels.ts';
import { computeStack } from './stacks/compute.ts';
import { dataStack } from './stacks/data.ts';
import { edgeStack } from './stacks/edge.ts';
import { eventsStack } from './stacks/events.ts';
import { operationsStack } from './stacks/operations.ts';
import { workflowsStack } from './stacks/workflows.ts';

/** @example sojourn(new App(), readContext(app.node), bundle()); */
export function sojourn(app: App, context: DeploymentContext, code: CodeOf): void {
  const stack = (part: string, description: string): Stack =>
    new Stack(app, `${context.name}-${part}`, { description: `Sojourn: ${description}` });

  const data = dataStack(stack('data', 'the table, the signing secret'), context);
  const events = eventsStack(stack('events', 'the bus, its rules, queue and dead letters'), context);
  const channels = channelsStack(stack('channels', 'how mail leaves'), context);
  const workflows = workflowsStack(stack('workflows', 'the role of state machines'), context);
  const api = apiStack(stack('api', 'the HTTP API'), context);
  const computed = stack('compute', 'the functions');
  const functions = computeStack(computed, context, code, {
    ...{ data, events, channels, workflows, api },
    arns: arnsOf(computed, context.name),
    disposable: context.disposable,
  });
  if (context.console) edgeStack(stack('edge', 'the console, and the API at its address'), context, api);
  operationsStack(stack('operations', 'alarms and the dashboard'), context, {
    functions,
    api,
    queues: { Events: events.queue, Feedback: channels.feedback },
    dead: { Events: events.dead, Feedback: channels.dead, Timers: workflows.timers.dead },
  });

  Tags.of(app).add(DEPLOYMENT_TAG, context.name);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
