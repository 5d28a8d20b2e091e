/** State machines are made at run time, when a workflow is published. They share one role, which may call the tasks and nothing else. */
import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { manifest } from '../../../functions/manifest.ts';
import type { DeploymentContext } from '../context.ts';
import { arnsOf } from '../names.ts';

export type Workflows = { readonly role: Role };

export function workflowsStack(stack: Stack, { name }: DeploymentContext): Workflows {
  const arns = arnsOf(stack, name);
  const role = new Role(stack, 'Machines', {
    description: 'State machines of workflows',
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': arns.machines },
      },
    }),
  });
  const tasks = manifest.filter(({ trigger }) => trigger.kind === 'task');
  role.addToPolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: tasks.map((task) => `${arns.functionPrefix}${task.name}`),
    }),
  );
  return { role };
}
