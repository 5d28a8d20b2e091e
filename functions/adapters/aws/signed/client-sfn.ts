/** In the place of `@aws-sdk/client-sfn`: the operations of machines. */
import { type Client, clientOf } from './client.ts';
import { jsonCommand } from './command.ts';
import type { Options } from './surroundings.ts';

const SERVICE = { host: 'states', signing: 'states', variable: 'SFN' };
const operation = jsonCommand('1.0', 'AWSStepFunctions');

export const CreateStateMachineCommand = operation('CreateStateMachine');
export const DeleteStateMachineCommand = operation('DeleteStateMachine');
export const DescribeExecutionCommand = operation('DescribeExecution');
export const SendTaskFailureCommand = operation('SendTaskFailure');
export const SendTaskSuccessCommand = operation('SendTaskSuccess');
export const StartExecutionCommand = operation('StartExecution');
export const StopExecutionCommand = operation('StopExecution');

export function SFNClient(options: Options): Client {
  return clientOf(SERVICE, options);
}
