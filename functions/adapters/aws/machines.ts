/**
 * State machines on Step Functions. A machine's name ends with a hash of its text, so that creating it again is finding it; an
 * execution's name is derived from its run, so that starting it again is finding it too.
 */
import { createHash } from 'node:crypto';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Rejected, Throttled, Transient } from '../../domain/run/errors.ts';
import type { ExecutionStatus, MachineLabels, Machines } from '../../ports/machines.ts';

export type MachineSettings = {
  /** `arn:aws:states:REGION:ACCOUNT:stateMachine:`, which the stack knows. */
  readonly arnPrefix: string;
  /** Its name begins every machine's, since permissions end with it, and is the tag that all of it has. */
  readonly deployment: string;
  /** What executions may do: call the tasks. */
  readonly roleArn: string;
};

/** Of all that the stacks make, too. */
export const DEPLOYMENT_TAG = 'sojourn';

const NAME_LENGTH = 80;
const CAUSE_LENGTH = 32_768;
const ERROR_LENGTH = 256;

/** Answers to a token that nobody waits for any more. */
const GONE = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

export function stepFunctionsMachines(client: SFNClient, settings: MachineSettings): Machines {
  return {
    create: async (name, definition, placement, labels) => {
      const type = placement === 'express' ? 'EXPRESS' : 'STANDARD';
      const machine = machineNameOf(`${settings.deployment}-`, name, `${type}\n${definition}`);
      const command = new CreateStateMachineCommand({
        name: machine,
        definition,
        roleArn: settings.roleArn,
        type,
        ...(labels === undefined ? {} : { tags: tagsOf(settings.deployment, labels) }),
      });
      // What exists under this name has this text: the name says so.
      const known = `${settings.arnPrefix}${machine}`;
      return asked(
        async () => (await client.send(command)).stateMachineArn ?? known,
        ['StateMachineAlreadyExists'],
        known,
      );
    },
    remove: async (stateMachineArn) => {
      await asked<unknown>(
        () => client.send(new DeleteStateMachineCommand({ stateMachineArn })),
        ['StateMachineDoesNotExist'],
        undefined,
      );
    },
    start: (stateMachineArn, name, input) =>
      asked<'started' | 'exists'>(
        async () => {
          await client.send(
            new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
          );
          return 'started';
        },
        ['ExecutionAlreadyExists'],
        'exists',
      ).catch(laterIfBusy),
    succeed: (taskToken, output) =>
      asked<'done' | 'gone'>(
        async () => {
          await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
          return 'done';
        },
        GONE,
        'gone',
      ),
    fail: (taskToken, error, cause) =>
      asked<'done' | 'gone'>(
        async () => {
          await client.send(
            new SendTaskFailureCommand({
              taskToken,
              error: error.slice(0, ERROR_LENGTH),
              cause: cause.slice(0, CAUSE_LENGTH),
            }),
          );
          return 'done';
        },
        GONE,
        'gone',
      ),
    stop: async (machine, name, cause) => {
      const command = new StopExecutionCommand({
        executionArn: executionArn(machine, name),
        cause: cause.slice(0, CAUSE_LENGTH),
      });
      await asked<unknown>(() => client.send(command), ['ExecutionDoesNotExist'], undefined);
    },
    status: (machine, name) =>
      asked<ExecutionStatus | undefined>(
        async () => {
          const command = new DescribeExecutionCommand({ executionArn: executionArn(machine, name) });
          return statusOf((await client.send(command)).status);
        },
        ['ExecutionDoesNotExist', 'StateMachineDoesNotExist'],
        undefined,
      ),
  };
}

/** What a bill tells apart, once the account has activated them as cost allocation tags. */
const tagsOf = (deployment: string, { tenant, workflow }: MachineLabels) =>
  Object.entries({
    [DEPLOYMENT_TAG]: deployment,
    'sojourn:tenant': tenant,
    'sojourn:workflow': workflow,
  }).map(([key, value]) => ({ key, value }));

/** Told apart by its type and text: `sojourn-acme-welcome-v1-1f2e3d4c5b6a`. */
function machineNameOf(prefix: string, name: string, content: string): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const room = NAME_LENGTH - prefix.length - hash.length - 1;
  if (name.length <= room) return `${prefix}${name}-${hash}`;
  // Two long names may begin alike: what is cut off stays in the hash.
  const whole = createHash('sha256').update(`${name}\n${content}`).digest('hex').slice(0, 12);
  return `${prefix}${name.slice(0, room)}-${whole}`;
}

const executionArn = (machine: string, name: string): string =>
  `${machine.replace(':stateMachine:', ':execution:')}:${name}`;

/** An execution that is about to be started again runs, as far as we are concerned. */
const statusOf = (status: string | undefined): ExecutionStatus | undefined =>
  status === 'PENDING_REDRIVE'
    ? 'RUNNING'
    : (['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const).find((each) => each === status);

const BUSY = [
  'ThrottlingException',
  'TooManyRequestsException',
  'ExecutionLimitExceeded',
  'StateMachineLimitExceeded',
];
/** What no repetition mends. */
const NEVER = [
  'InvalidDefinition',
  'InvalidName',
  'InvalidExecutionInput',
  'InvalidOutput',
  'StateMachineDoesNotExist',
];

function laterIfBusy(error: unknown): 'later' {
  if (error instanceof Throttled) return 'later';
  throw error;
}

/** `expected`: errors that are an answer. Others become one of the names that may cross the boundary of a task. */
async function asked<T>(ask: () => Promise<T>, expected: readonly string[], answer: T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (expected.includes(error.name)) return answer;
    const message = `Step Functions: ${error.name}: ${error.message}`;
    if (BUSY.includes(error.name)) throw new Throttled(message, { cause: error });
    if (NEVER.includes(error.name)) throw new Rejected(message, { cause: error });
    throw new Transient(message, { cause: error });
  }
}
