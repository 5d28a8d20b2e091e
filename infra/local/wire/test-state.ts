/**
 * `TestState`: one state, run by the interpreter in a machine of its own. A Wait before it gives it input and variables, since
 * an execution at rest is plain data; where it leads to are ends. Tasks, maps and parallels answer as the mock says.
 */
import { advanceAsync, beginAsync } from '../../../workflow-compiler/interpreter/drive.ts';
import type {
  ExecutionState,
  Occurrence,
  Start,
  Step,
  World,
} from '../../../workflow-compiler/interpreter/execution.ts';
import type { Happening } from '../../../workflow-compiler/interpreter/history.ts';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
} from '../../../workflow-compiler/interpreter/json.ts';
import { MachineRefused } from '../../../workflow-compiler/interpreter/loading.ts';
import { type LoadedMachine, loadMachine } from '../../../workflow-compiler/interpreter/machine.ts';
import { given, type Operation, type Wire } from './context.ts';
import { Refusal } from './errors.ts';
import { amount, objectMaybe, oneOf, text, textMaybe } from './members.ts';
import { BEFORE, CAUGHT, stage, TESTED, type Tested, testedIn } from './stage.ts';

type Mock = { readonly result: Json } | { readonly error: string; readonly cause: string };

type Trial = {
  readonly tested: Tested;
  readonly start: Start;
  readonly input: Json;
  readonly variables: { readonly [name: string]: Json };
  readonly mock: Mock | undefined;
  readonly retried: number;
};

type Found = {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
  readonly inspected: JsonObject;
};

export const testState: Operation = async (wire, input) => {
  const trial = trialOf(wire, input);
  const level = oneOf(input, 'inspectionLevel', ['INFO', 'DEBUG', 'TRACE']) ?? 'INFO';
  const { output, error, cause, nextState, status, inspected } = await tried(wire, trial);
  return {
    status,
    ...given('output', output === undefined ? undefined : JSON.stringify(output)),
    ...given('error', error),
    ...given('cause', cause),
    ...given('nextState', nextState),
    ...(level === 'INFO' ? {} : { inspectionData: { input: JSON.stringify(trial.input), ...inspected } }),
  };
};

function trialOf(wire: Wire, input: JsonObject): Trial {
  const tested = testedIn(data(text(input, 'definition'), 'definition'), textMaybe(input, 'stateName'));
  const config = objectMaybe(input, 'stateConfiguration') ?? {};
  const given = data(textMaybe(input, 'input') ?? '{}', 'input');
  const variables = data(textMaybe(input, 'variables') ?? '{}', 'variables');
  return {
    tested,
    input: given,
    start: startOf(wire, data(textMaybe(input, 'context') ?? '{}', 'context'), given, input),
    variables: isJsonObject(variables) ? variables : {},
    mock: mockOf(objectMaybe(input, 'mock')),
    retried: amount(config, 'retrierRetryCount', 0, 99_999_999) ?? 0,
  };
}

function data(given: string, name: string): Json {
  try {
    return parseJson(given);
  } catch {
    throw new Refusal(
      name === 'definition' ? 'InvalidDefinition' : 'InvalidExecutionInput',
      `Invalid JSON: '${name}'`,
    );
  }
}

function mockOf(mock: JsonObject | undefined): Mock | undefined {
  if (mock === undefined) return undefined;
  oneOf(mock, 'fieldValidationMode', ['STRICT', 'PRESENT', 'NONE']);
  const [result, failed] = [textMaybe(mock, 'result'), objectMaybe(mock, 'errorOutput')];
  if ((result === undefined) === (failed === undefined))
    throw new Refusal('ValidationException', 'A mock has either a result or an errorOutput');
  if (failed === undefined) return { result: data(result ?? 'null', 'mock.result') };
  return { error: textMaybe(failed, 'error') ?? '', cause: textMaybe(failed, 'cause') ?? '' };
}

/** The context object that the caller wants the state to see, as far as it is about the execution. */
function startOf({ shelf }: Wire, context: Json, input: Json, { roleArn }: JsonObject): Start {
  const part = (name: string): JsonObject => {
    const found = isJsonObject(context) ? context[name] : undefined;
    return isJsonObject(found) ? found : {};
  };
  const [execution, machine] = [part('Execution'), part('StateMachine')];
  const or = (value: Json | undefined, otherwise: string): string =>
    typeof value === 'string' ? value : otherwise;
  return {
    input: execution.Input ?? input,
    id: or(execution.Id, shelf.arns.execution('TestState', 'test')),
    name: or(execution.Name, 'test'),
    machineId: or(machine.Id, shelf.arns.machine('TestState')),
    machineName: or(machine.Name, 'TestState'),
    ...(typeof roleArn === 'string' ? { roleArn } : {}),
  };
}

async function tried(wire: Wire, trial: Trial): Promise<Found> {
  const found = await run(wire, trial);
  if (found.status !== 'RETRIABLE' && found.status !== 'CAUGHT_ERROR') return found;
  // What was retried or caught is told by the same state without its guards.
  const { Retry: _retry, Catch: _catch, ...bare } = trial.tested.state;
  const { error, cause } = await run(wire, { ...trial, tested: { ...trial.tested, state: bare } });
  return { ...found, ...given('error', error), ...given('cause', cause) };
}

async function run({ clock, evaluate }: Wire, trial: Trial): Promise<Found> {
  const machine = loaded(trial.tested);
  const world: World = { now: clock.now(), random: () => 0.5, history: true };
  const before = await beginAsync(machine, trial.start, world, evaluate);
  const timer = before.effects.find((effect) => effect.type === 'timer');
  if (timer === undefined) throw new Error('the state was not reached');
  const ready = prepared(before.state, trial);
  const on = (state: ExecutionState, occurrence: Occurrence) =>
    advanceAsync(machine, state, occurrence, world, evaluate);
  const entered = await on(ready, { type: 'timer-fired', timer: timer.timer });
  const asked = entered.effects.find((effect) => effect.type === 'invoke');
  if (asked === undefined) return foundIn(trial, [entered], world.now);
  const answer = answered(asked.task, trial);
  return foundIn(trial, [entered, await on(retriedBefore(entered.state, trial), answer)], world.now);
}

function loaded(tested: Tested): LoadedMachine {
  try {
    return loadMachine(JSON.stringify(stage(tested)));
  } catch (error) {
    if (!(error instanceof MachineRefused)) throw error;
    throw new Refusal('InvalidDefinition', `Invalid State Machine Definition: '${error.message}'`);
  }
}

function prepared(state: ExecutionState, { input, variables }: Trial): ExecutionState {
  return { ...state, threads: state.threads.map((thread) => ({ ...thread, input, vars: variables })) };
}

function retriedBefore(state: ExecutionState, { tested, retried }: Trial): ExecutionState {
  const { Retry } = tested.state;
  if (retried === 0 || !Array.isArray(Retry)) return state;
  const retries = Retry.map(() => retried);
  return { ...state, threads: state.threads.map((thread) => ({ ...thread, retries })) };
}

function answered(task: string, { mock }: Trial): Occurrence {
  if (mock === undefined)
    throw new Refusal(
      'ValidationException',
      'This state needs a mock: nothing is called to test a state here',
    );
  return 'result' in mock
    ? { type: 'task-succeeded', task, output: mock.result }
    : { type: 'task-failed', task, error: mock.error, cause: mock.cause };
}

function foundIn(trial: Trial, steps: readonly Step[], now: number): Found {
  const happened: readonly Happening[] = steps.flatMap(({ history = [] }) =>
    history.map(({ happening }) => happening),
  );
  const last = steps.at(-1);
  const effects = last?.effects ?? [];
  const exit = happened.find((one) => one.what === 'exited' && one.state === TESTED);
  const next = happened.find((one) => one.what === 'entered' && one.state !== BEFORE && one.state !== TESTED);
  const scheduled = happened.find((one) => one.what === 'task-scheduled');
  const inspected: JsonObject = {
    ...(scheduled?.what === 'task-scheduled' ? { afterArguments: JSON.stringify(scheduled.arguments) } : {}),
    ...(trial.mock !== undefined && 'result' in trial.mock
      ? { result: JSON.stringify(trial.mock.result) }
      : {}),
    ...(exit?.what === 'exited'
      ? { variables: JSON.stringify({ ...trial.variables, ...exit.assigned }) }
      : {}),
  };
  if (next?.what === 'entered') {
    const output = exit?.what === 'exited' ? exit.output : null;
    const caught = next.state.startsWith(CAUGHT) ? Number(next.state.slice(CAUGHT.length)) : undefined;
    if (caught === undefined) return { status: 'SUCCEEDED', output, nextState: next.state, inspected };
    const nextState = trial.tested.catchers[caught] ?? '';
    const errorDetails = { catchIndex: caught };
    return { status: 'CAUGHT_ERROR', output, nextState, inspected: { ...inspected, errorDetails } };
  }
  const ended = effects.find((effect) => effect.type === 'ended');
  if (ended === undefined) return pending(last, inspected, now);
  const { output, error, cause } = ended;
  if (ended.status === 'SUCCEEDED') return { status: 'SUCCEEDED', ...given('output', output), inspected };
  return { status: 'FAILED', ...given('error', error), ...given('cause', cause), inspected };
}

/** At rest it waits: to be tried again, or as a Wait does, which a test does not sit out. */
function pending(step: Step | undefined, inspected: JsonObject, now: number): Found {
  const [thread] = step?.state.threads ?? [];
  if (thread?.phase.kind !== 'retrying') return { status: 'SUCCEEDED', inspected };
  const { timer } = thread.phase;
  const at = step?.effects.find((effect) => effect.type === 'timer' && effect.timer === timer);
  const retryBackoffIntervalSeconds = at?.type === 'timer' ? Math.round((at.at - now) / 1000) : 0;
  // Counts of all retriers are the same but for the one that was used.
  const counts = thread.retries ?? [];
  const retryIndex = counts.indexOf(Math.max(...counts));
  return {
    status: 'RETRIABLE',
    inspected: { ...inspected, errorDetails: { retryIndex, retryBackoffIntervalSeconds } },
  };
}
