/** Looking at executions: what one is, which there are, what happened in one. */
import type { JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import { isVersion, requireExecutionArn } from './arns.ts';
import { given, type Operation, seconds, type Wire } from './context.ts';
import { noExecution, Refusal } from './errors.ts';
import { historyOf } from './events.ts';
import type { Execution } from './executions.ts';
import { described } from './machines.ts';
import { flag, oneOf, text } from './members.ts';
import { pageFrom, pageOf } from './paging.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
const FILTERS = [...STATUSES, 'PENDING_REDRIVE'] as const;

function found(wire: Wire, input: JsonObject): Execution {
  const arn = requireExecutionArn(text(input, 'executionArn'));
  const execution = wire.executions.byArn(arn);
  if (execution === undefined) throw noExecution(arn);
  return execution;
}

const nameOfMachine = (wire: Wire, { machine }: Execution): string =>
  wire.shelf.machineById(machine)?.name ?? '';

function summary(wire: Wire, execution: Execution): JsonObject {
  const { arn, name, status, started, ended, version, alias } = execution;
  const machine = nameOfMachine(wire, execution);
  const { arns } = wire.shelf;
  return {
    executionArn: arn,
    stateMachineArn: arns.machine(machine),
    name,
    status,
    startDate: seconds(started),
    ...given('stopDate', ended === undefined ? undefined : seconds(ended)),
    ...given('stateMachineVersionArn', version === undefined ? undefined : arns.version(machine, version)),
    ...given('stateMachineAliasArn', alias === undefined ? undefined : arns.alias(machine, alias)),
    redriveCount: 0,
  };
}

export const describeExecution: Operation = (wire, input) => {
  const execution = found(wire, input);
  const { status, output, error, cause } = execution;
  return {
    ...summary(wire, execution),
    input: execution.input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    // Of an execution that was out of time, only the history names the error.
    ...(status === 'TIMED_OUT' ? {} : { ...given('error', error), ...given('cause', cause) }),
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: `Execution is ${status} and redrive is not supported here`,
  };
};

export const listExecutions: Operation = (wire, input) => {
  const arn = text(input, 'stateMachineArn');
  const { qualifier, id, type } = wire.shelf.machineAt(arn);
  if (type === 'EXPRESS')
    throw new Refusal(
      'StateMachineTypeNotSupported',
      'This operation is not supported by this type of state machine',
    );
  const asked = oneOf(input, 'statusFilter', FILTERS);
  // Nothing is ever redriven here.
  const status = STATUSES.find((each) => each === asked);
  if (asked !== undefined && status === undefined) return { executions: [] };
  const filter = {
    machine: id,
    ...(status === undefined ? {} : { status }),
    ...(qualifier === undefined
      ? {}
      : isVersion(qualifier)
        ? { version: Number(qualifier) }
        : { alias: qualifier }),
  };
  const { entries, more } = pageFrom(input, 'executions', (from, count) =>
    wire.executions.list(filter, from, count),
  );
  return { executions: entries.map((execution) => summary(wire, execution)), ...more };
};

export const getExecutionHistory: Operation = (wire, input) => {
  const execution = found(wire, input);
  const revision = wire.shelf.revisionOf(execution.revision);
  const events = historyOf(execution, wire.executions.history(execution.id), {
    role: revision.role,
    region: wire.shelf.arns.region,
    data: flag(input, 'includeExecutionData', true),
  });
  const all = flag(input, 'reverseOrder', false) ? events.toReversed() : events;
  const { entries, more } = pageOf(input, 'events', all);
  return { events: entries, ...more };
};

export const describeStateMachineForExecution: Operation = (wire, input) => {
  const execution = found(wire, input);
  const machine = wire.shelf.machineById(execution.machine);
  if (machine === undefined) throw noExecution(execution.arn);
  const revision = wire.shelf.revisionOf(execution.revision);
  const { type: _type, ...told } = described(wire, machine, revision);
  return { ...told, updateDate: seconds(revision.created) };
};
