/** Names that several stacks, and machines made at run time, must agree on without asking each other. */
import type { Stack } from 'aws-cdk-lib';
import type { FunctionName } from '../../functions/manifest.ts';

export const functionName = (deployment: string, name: FunctionName): string => `${deployment}-${name}`;

export type Arns = {
  /** Before a function's name, for the compiler. */
  readonly functionPrefix: string;
  /** Before a machine's whole name. */
  readonly machinePrefix: string;
  /** Of every machine of this deployment, and of nothing else. */
  readonly machines: string;
  readonly executions: string;
};

export function arnsOf({ partition, region, account }: Stack, deployment: string): Arns {
  const states = `arn:${partition}:states:${region}:${account}`;
  return {
    functionPrefix: `arn:${partition}:lambda:${region}:${account}:function:${deployment}-`,
    machinePrefix: `${states}:stateMachine:`,
    machines: `${states}:stateMachine:${deployment}-*`,
    executions: `${states}:execution:${deployment}-*:*`,
  };
}
