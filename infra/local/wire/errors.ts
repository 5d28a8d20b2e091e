/** Refusals, under the names that Step Functions gives them: clients tell them apart by `__type`. */

export type RefusalName =
  | 'ConflictException'
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'InvalidArn'
  | 'InvalidDefinition'
  | 'InvalidExecutionInput'
  | 'InvalidName'
  | 'InvalidOutput'
  | 'InvalidToken'
  | 'MissingRequiredParameter'
  | 'ResourceNotFound'
  | 'SerializationException'
  | 'StateMachineAlreadyExists'
  | 'StateMachineDeleting'
  | 'StateMachineDoesNotExist'
  | 'StateMachineTypeNotSupported'
  | 'TaskTimedOut'
  | 'TooManyTags'
  | 'UnknownOperationException'
  | 'ValidationException';

/** What the caller did not get, and why. Everything else that is thrown is a mistake of ours: status 500. */
export class Refusal extends Error {
  override readonly name: RefusalName;
  constructor(name: RefusalName, message: string) {
    super(message);
    this.name = name;
  }
}

export const noMachine = (arn: string): Refusal =>
  new Refusal('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);

export const noExecution = (arn: string): Refusal =>
  new Refusal('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);

export const invalidArn = (arn: string): Refusal => new Refusal('InvalidArn', `Invalid Arn: '${arn}'`);
