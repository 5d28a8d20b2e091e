/**
 * One invocation of a task's resource, as Step Functions makes it: what goes to the function, what its answer or its
 * failure becomes. `lambda:invoke` wraps payloads; a function's own ARN does not; every other resource is handed on.
 */
import type { Occurrence } from '../../../workflow-compiler/interpreter/execution.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import { isObject } from '../store/row.ts';
import type { Call } from './execution.ts';

export type InvokeContext = {
  /** ARN of the execution. */
  readonly execution: string;
  readonly state: string;
  /** The same when the call is made again after a crash. */
  readonly task: string;
  /** What a callback task is answered with. */
  readonly token?: string;
};

/**
 * Calls a function. A thrown error's `name` is the error that Retry and Catch see.
 *
 * @param resource the task's resource without `.waitForTaskToken`
 * @param functionName name or ARN of the function; empty when the resource is no function
 * @param release from here on the call only waits: another one may have its place
 */
export type Invoke = (
  resource: string,
  functionName: string,
  payload: Json,
  context: InvokeContext,
  release: () => void,
) => Promise<Json>;

const LAMBDA = 'arn:aws:states:::lambda:invoke';
const FUNCTION = 'arn:aws:lambda:';
const CALLBACK = '.waitForTaskToken';

export async function perform(
  call: Call,
  args: Json,
  context: InvokeContext,
  invoke: Invoke,
  release: () => void,
): Promise<Occurrence> {
  const { task } = call;
  const resource = call.resource.endsWith(CALLBACK)
    ? call.resource.slice(0, -CALLBACK.length)
    : call.resource;
  try {
    if (resource !== LAMBDA) {
      const output = await invoke(
        resource,
        resource.startsWith(FUNCTION) ? resource : '',
        args,
        context,
        release,
      );
      return { type: 'task-succeeded', task, output: output ?? null };
    }
    const { FunctionName, Payload } = isObject(args) ? args : {};
    const answer = await invoke(resource, String(FunctionName ?? ''), Payload ?? {}, context, release);
    const output = { ExecutedVersion: '$LATEST', Payload: answer ?? null, StatusCode: 200 };
    return { type: 'task-succeeded', task, output };
  } catch (thrown) {
    return { type: 'task-failed', task, ...failure(thrown) };
  }
}

/** A failure whose cause is told in words of its own: what a function's home, or another service, said. */
export class TaskFailed extends Error {
  override readonly name: string;
  readonly told: string;
  constructor(error: string, told: string) {
    super(told);
    this.name = error;
    this.told = told;
  }
}

/** The error and cause that Lambda and Step Functions make of what a function throws. */
export function failure(thrown: unknown): { readonly error: string; readonly cause: string } {
  if (thrown instanceof TaskFailed) return { error: thrown.name, cause: thrown.told };
  const error = thrown instanceof Error ? thrown.name : 'Error';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { error, cause: JSON.stringify({ errorType: error, errorMessage: message, trace: [] }) };
}
