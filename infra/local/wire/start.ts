/** Starting and stopping executions. A name starts one execution of a Standard machine, however often it is started with it. */
import { randomUUID } from 'node:crypto';
import type { Start } from '../../../workflow-compiler/interpreter/execution.ts';
import type { Json } from '../../../workflow-compiler/interpreter/json.ts';
import type { Ending } from '../engine/execution.ts';
import { requireExecutionArn } from './arns.ts';
import { given, type Operation, seconds, type Wire } from './context.ts';
import { noExecution, Refusal } from './errors.ts';
import type { Execution } from './executions.ts';
import { dataOf, nameOf, text, textMaybe } from './members.ts';
import type { Target } from './shelf.ts';

type Wanted = { readonly arn: string; readonly name: string; readonly input: string };
type Started = {
  readonly arn: string;
  readonly at: number;
  /** Its end, for one that was started just now. */
  readonly over?: Promise<Ending>;
};

/** `watched`: its end is awaited. Throws `ExecutionAlreadyExists` unless the name's execution still runs and was given the same input. */
export async function begin(wire: Wire, wanted: Wanted, watched = false): Promise<Started> {
  const { arn, name, input } = wanted;
  const target = targetOf(wire, arn);
  const { machine } = target;
  nameOf(name);
  const value = dataOf(input, 'InvalidExecutionInput');
  const { arns } = wire.shelf;
  if (machine.type === 'EXPRESS') {
    const unique = arns.express(machine.name, name, randomUUID());
    return start(wire, target, { ...wanted, arn: unique, value, watched });
  }
  const execution = arns.execution(machine.name, name);
  for (;;) {
    const known = wire.executions.byName(machine.id, name);
    if (known !== undefined) return started(known, input);
    const ahead = wire.starting.get(execution);
    if (ahead === undefined) break;
    await ahead.catch(() => {});
  }
  const starting = start(wire, target, { ...wanted, arn: execution, value, watched });
  wire.starting.set(execution, starting);
  try {
    return await starting;
  } finally {
    wire.starting.delete(execution);
  }
}

function targetOf({ shelf }: Wire, arn: string): Target {
  const target = shelf.targetAt(arn);
  if (target.machine.deleting)
    throw new Refusal('StateMachineDeleting', `State Machine is deleting: '${arn}'`);
  return target;
}

function started({ arn, status, input, started: at }: Execution, wanted: string): Started {
  if (status === 'RUNNING' && input === wanted) return { arn, at };
  throw new Refusal('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
}

type Beginning = Wanted & { readonly value: Json; readonly watched: boolean };

async function start(
  wire: Wire,
  target: Target,
  { arn, name, input, value, watched }: Beginning,
): Promise<Started> {
  const { machine, revision, version } = target;
  const { arns } = wire.shelf;
  const own = randomUUID();
  const at = wire.clock.now();
  const over = watched ? wire.executions.whenOver(arn) : undefined;
  const identity: Start = {
    input: value,
    id: arn,
    name,
    machineId:
      version === undefined ? arns.machine(machine.name) : arns.version(machine.name, version.number),
    machineName: machine.name,
    roleArn: revision.role,
  };
  const alongside = (): void => wire.executions.insert({ arn, target, name, own, input });
  await wire.engine.begin(revision.engine, identity, { name: own, alongside });
  return over === undefined ? { arn, at } : { arn, at, over };
}

export const startExecution: Operation = async (wire, input) => {
  const made = await begin(wire, wantedOf(input));
  return { executionArn: made.arn, startDate: seconds(made.at) };
};

const wantedOf = (input: Parameters<Operation>[1]): Wanted => ({
  arn: text(input, 'stateMachineArn'),
  name: textMaybe(input, 'name') ?? randomUUID(),
  input: textMaybe(input, 'input') ?? '{}',
});

/** Express machines only: answers when the execution is over. */
export const startSyncExecution: Operation = async (wire, input) => {
  const asked = wantedOf(input);
  const { machine } = targetOf(wire, asked.arn);
  if (machine.type !== 'EXPRESS')
    throw new Refusal(
      'StateMachineTypeNotSupported',
      'This operation is not supported by this type of state machine',
    );
  const { arn, at, over } = await begin(wire, asked, true);
  const ending = await over;
  if (ending === undefined) throw new Error('an Express execution was started twice');
  const stopped = wire.clock.now();
  return {
    executionArn: arn,
    stateMachineArn: asked.arn,
    name: asked.name,
    startDate: seconds(at),
    stopDate: seconds(stopped),
    status: ending.status === 'ABORTED' ? 'FAILED' : ending.status,
    input: asked.input,
    inputDetails: { included: true },
    ...(ending.output === undefined
      ? {}
      : { output: JSON.stringify(ending.output), outputDetails: { included: true } }),
    ...given('error', ending.error),
    ...given('cause', ending.cause),
    // Billed by the 100 milliseconds and 64 MB.
    billingDetails: {
      billedMemoryUsedInMB: 64,
      billedDurationInMilliseconds: Math.max(100, Math.ceil((stopped - at) / 100) * 100),
    },
  };
};

/** Stopping one that is over changes nothing. */
export const stopExecution: Operation = async (wire, input) => {
  const arn = requireExecutionArn(text(input, 'executionArn'));
  const execution = wire.executions.byArn(arn);
  if (execution === undefined) throw noExecution(arn);
  const { engine } = wire.shelf.revisionOf(execution.revision);
  const why = { ...given('error', textMaybe(input, 'error')), ...given('cause', textMaybe(input, 'cause')) };
  await wire.engine.abort(engine, execution.own, why);
  return { stopDate: seconds(wire.executions.byArn(arn)?.ended ?? wire.clock.now()) };
};
