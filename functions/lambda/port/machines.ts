/** Step Functions, for functions that the manifest grants `machines`. */
import { stepFunctions } from '../../adapters/aws/clients.ts';
import { stepFunctionsMachines } from '../../adapters/aws/machines.ts';
import type { Machines } from '../../ports/machines.ts';
import type { Environment } from '../environment.ts';

export const machines = (environment: Environment): Machines =>
  stepFunctionsMachines(stepFunctions({}), {
    arnPrefix: environment.need('machineArn'),
    deployment: environment.need('deployment'),
    roleArn: environment.need('machineRole'),
  });
