/** ARNs as Step Functions forms them. An address of a machine may end in a version's number or an alias's name. */
import { invalidArn } from './errors.ts';

export type Place = { readonly region: string; readonly account: string };

export type Arns = {
  readonly machine: (name: string) => string;
  readonly version: (name: string, number: number) => string;
  readonly alias: (name: string, alias: string) => string;
  readonly execution: (machine: string, name: string) => string;
  /** Names of Express executions may come again: each has a number of its own. */
  readonly express: (machine: string, name: string, unique: string) => string;
  readonly region: string;
};

export function arnsOf({ region, account }: Place): Arns {
  const prefix = `arn:aws:states:${region}:${account}:`;
  return {
    machine: (name) => `${prefix}stateMachine:${name}`,
    version: (name, number) => `${prefix}stateMachine:${name}:${number}`,
    alias: (name, alias) => `${prefix}stateMachine:${name}:${alias}`,
    execution: (machine, name) => `${prefix}execution:${machine}:${name}`,
    express: (machine, name, unique) => `${prefix}express:${machine}:${name}:${unique}`,
    region,
  };
}

export type MachineAddress = {
  readonly name: string;
  /** A version's number or an alias's name. */
  readonly qualifier: string | undefined;
};

/** Throws `InvalidArn` for anything else. Region and account are not looked at: there is one of each here. */
export function readMachineArn(arn: string): MachineAddress {
  const [start, , service, , , kind, name, qualifier, ...more] = arn.split(':');
  if (start !== 'arn' || service !== 'states' || kind !== 'stateMachine' || !name || more.length > 0)
    throw invalidArn(arn);
  return { name, qualifier };
}

export const isVersion = (qualifier: string): boolean => /^\d+$/.test(qualifier);

/** Throws `InvalidArn` unless it names an execution of a Standard machine: of others nothing is kept. */
export function requireExecutionArn(arn: string): string {
  const parts = arn.split(':');
  if (parts.length !== 8 || parts[0] !== 'arn' || parts[2] !== 'states' || parts[5] !== 'execution')
    throw invalidArn(arn);
  return arn;
}
