/**
 * Mocked states: outcomes by machine and state, in the order of an execution's calls; the last one repeats. The same form as
 * the mocks of `sojourn asl run`, one level deeper. A state without mocks is called for real.
 */
import { isJsonObject, type Json, parseJson } from '../../../workflow-compiler/interpreter/json.ts';
import { type InvokeContext, TaskFailed } from '../engine/invoke.ts';

/** The mocked call, if the state is mocked: gives the result, or throws the error. */
export type Mocks = (context: InvokeContext) => ((part: 'whole' | 'payload') => Json) | undefined;

export const noMocks: Mocks = () => undefined;

/**
 * Throws when the text is not of this form.
 *
 * @example readMocks('{"welcome": {"Send": [{"error": "Transient"}, {"result": {"sent": true}}]}}')
 */
export function readMocks(text: string): Mocks {
  const machines = parseJson(text);
  if (!isJsonObject(machines)) throw new Error('Mocks are an object: machine, state, list of outcomes.');
  const made = new Map<string, number>();
  return ({ execution, state }) => {
    const machine = execution.split(':')[6] ?? '';
    const outcomes = own(own(machines, machine), state);
    if (outcomes === undefined) return undefined;
    if (!Array.isArray(outcomes))
      throw new TaskFailed('Sojourn.Mocks', `The mocks of \`${state}\` are no list.`);
    const list: readonly Json[] = outcomes;
    const key = `${execution} ${state}`;
    const call = made.get(key) ?? 0;
    made.set(key, call + 1);
    const outcome = list[call] ?? list.at(-1);
    return (part) => played(outcome, part);
  };
}

const own = (value: Json | undefined, name: string): Json | undefined =>
  isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** Of a function, the engine wraps the payload again: a mocked `$states.result` has it inside. */
function played(outcome: Json | undefined, part: 'whole' | 'payload'): Json {
  if (!isJsonObject(outcome)) throw new TaskFailed('Sojourn.Mocks', 'A mock is an object.');
  const { result, error, cause } = outcome;
  if (typeof error === 'string')
    throw new TaskFailed(error, typeof cause === 'string' ? cause : JSON.stringify(cause ?? ''));
  if (result === undefined) throw new TaskFailed('Sojourn.Mocks', 'A mock has a `result` or an `error`.');
  return part === 'payload' && isJsonObject(result) && result.Payload !== undefined ? result.Payload : result;
}
