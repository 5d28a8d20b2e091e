/** `states:startExecution` in a machine of this server: starts one here, and with `.sync` waits for its end. */
import { createHash } from 'node:crypto';
import { type Json, type JsonObject, parseJson } from '../../../workflow-compiler/interpreter/json.ts';
import { type InvokeContext, TaskFailed } from '../engine/invoke.ts';
import { seconds, type Wire } from './context.ts';
import { Refusal } from './errors.ts';
import type { Execution } from './executions.ts';
import type { Sync } from './resources.ts';
import { begin } from './start.ts';

/** Made again after a crash, a call finds the execution that it started: the name comes from the task. */
export function executing(wire: () => Wire) {
  return async (args: JsonObject, sync: Sync | undefined, context: InvokeContext): Promise<Json> => {
    const { StateMachineArn, Name, Input } = args;
    const arn = typeof StateMachineArn === 'string' ? StateMachineArn : '';
    const name = typeof Name === 'string' ? Name : nameFor(context);
    const input = typeof Input === 'string' ? Input : JSON.stringify(Input ?? {});
    try {
      const { arn: execution, at } = await startedOnce(wire(), { arn, name, input });
      if (sync === undefined) return { ExecutionArn: execution, StartDate: seconds(at) };
      return outcomeOf(await over(wire(), execution), arn, sync);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new TaskFailed(`StepFunctions.${error.name}`, error.message);
    }
  };
}

const nameFor = ({ execution, task }: InvokeContext): string =>
  createHash('sha256').update(`${execution}#${task}`).digest('hex').slice(0, 36);

type Wanted = Parameters<typeof begin>[1];

/** One that has ended meanwhile was started by this very call before a crash, unless it was given other input. */
async function startedOnce(wire: Wire, wanted: Wanted): ReturnType<typeof begin> {
  try {
    return await begin(wire, wanted);
  } catch (error) {
    if (!(error instanceof Refusal) || error.name !== 'ExecutionAlreadyExists') throw error;
    const { machine } = wire.shelf.targetAt(wanted.arn);
    const known = wire.executions.byName(machine.id, wanted.name);
    if (known === undefined || known.input !== wanted.input) throw error;
    return { arn: known.arn, at: known.started };
  }
}

async function over({ executions }: Wire, arn: string): Promise<Execution> {
  const ended = executions.whenOver(arn);
  const now = executions.byArn(arn);
  if (now?.status === 'RUNNING') await ended;
  const found = executions.byArn(arn);
  if (found === undefined) throw new TaskFailed('StepFunctions.ExecutionDoesNotExist', arn);
  return found;
}

function outcomeOf(execution: Execution, machine: string, sync: Sync): Json {
  const { arn, name, status, input, output, error, cause, started, ended } = execution;
  const told: JsonObject = {
    ExecutionArn: arn,
    Input: sync === 'data' ? parseJson(input) : input,
    InputDetails: { Included: true },
    Name: name,
    ...(output === undefined
      ? {}
      : { Output: sync === 'data' ? parseJson(output) : output, OutputDetails: { Included: true } }),
    ...(error === undefined ? {} : { Error: error }),
    ...(cause === undefined ? {} : { Cause: cause }),
    StartDate: seconds(started),
    StateMachineArn: machine,
    Status: status,
    ...(ended === undefined ? {} : { StopDate: seconds(ended) }),
  };
  if (status === 'SUCCEEDED') return told;
  throw new TaskFailed('States.TaskFailed', JSON.stringify(told));
}
