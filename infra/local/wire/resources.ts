/**
 * What a Task state's resource does: a mock first, then functions, machines of this server, and actions of other services.
 * What is none of these fails with an error that says so; a callback task's answer comes by its token, not from here.
 */
import { isJsonObject, type Json, type JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import { type Invoke, type InvokeContext, TaskFailed } from '../engine/invoke.ts';
import type { Mocks } from './mocks.ts';
import { failedCall, plain, type Sdk } from './sdk.ts';

export type Resources = {
  readonly sdk: Sdk;
  readonly mocks: Mocks;
  /** Starts an execution of this server; with `sync`, waits for its end. */
  readonly execute: (args: JsonObject, sync: Sync | undefined, context: InvokeContext) => Promise<Json>;
};

/** `text`: the output stays as text (`.sync`); `data`: it becomes data (`.sync:2`). */
export type Sync = 'text' | 'data';

const INTEGRATION = 'arn:aws:states:::';

/** Services whose client is called otherwise than in a resource's ARN. */
const CLIENTS: { readonly [service: string]: string } = {
  events: 'eventbridge',
  cognitoidentityprovider: 'cognito-identity-provider',
  secretsmanager: 'secrets-manager',
};

/** What errors of a service begin with, called by `aws-sdk`; of others the name with a capital. */
const SDK_PREFIXES: { readonly [service: string]: string } = {
  dynamodb: 'DynamoDb',
  eventbridge: 'EventBridge',
  secretsmanager: 'SecretsManager',
  sesv2: 'SesV2',
};

/** The same, called by the integration of the service's own. */
const PREFIXES: { readonly [service: string]: string } = {
  dynamodb: 'DynamoDB',
  events: 'EventBridge',
  sns: 'SNS',
  sqs: 'SQS',
};

export function openResources({ sdk, mocks, execute }: Resources): Invoke {
  return async (resource, functionName, payload, context, release) => {
    const mocked = mocks(context);
    if (mocked !== undefined) return mocked(functionName === '' ? 'whole' : 'payload');
    if (functionName !== '') return invokeFunction(sdk, functionName, payload);
    if (!resource.startsWith(INTEGRATION)) throw unknown(resource);
    const args = isJsonObject(payload) ? payload : {};
    const [service = '', action = '', more] = resource.slice(INTEGRATION.length).split(':');
    if (service === 'aws-sdk')
      return callAction(sdk, action, more ?? '', args, SDK_PREFIXES[action] ?? pascal(action));
    if (service === 'states' && action.startsWith('startExecution')) {
      const sync = action.endsWith('.sync') ? (more === '2' ? 'data' : 'text') : undefined;
      if (sync !== undefined) release();
      return execute(args, sync, context);
    }
    if (action.includes('.')) throw unknown(resource);
    return callAction(sdk, service, action, args, PREFIXES[service] ?? pascal(service));
  };
}

const unknown = (resource: string): TaskFailed =>
  new TaskFailed(
    'Sojourn.Unsupported',
    `The resource \`${resource}\` is not supported here; mock its state.`,
  );

const pascal = (service: string): string => `${service.charAt(0).toUpperCase()}${service.slice(1)}`;

async function callAction(
  sdk: Sdk,
  service: string,
  action: string,
  args: JsonObject,
  prefix: string,
): Promise<Json> {
  try {
    return plain(await sdk.call(CLIENTS[service] ?? service, action, args));
  } catch (thrown) {
    throw failedCall(prefix, thrown);
  }
}

type Invoked = { readonly Payload?: Uint8Array; readonly FunctionError?: string };

async function invokeFunction(sdk: Sdk, FunctionName: string, payload: Json): Promise<Json> {
  let answer: Invoked;
  try {
    const Payload = new TextEncoder().encode(JSON.stringify(payload));
    answer = await sdk.call('lambda', 'invoke', { FunctionName, Payload });
  } catch (thrown) {
    throw failedCall('Lambda', thrown);
  }
  const text = new TextDecoder().decode(answer.Payload);
  if (answer.FunctionError === undefined) return text === '' ? null : JSON.parse(text);
  throw new TaskFailed(errorIn(text), text);
}

/** The error's name in what Lambda says of a function that failed. */
function errorIn(told: string): string {
  try {
    const found: Json = JSON.parse(told);
    if (isJsonObject(found) && typeof found.errorType === 'string') return found.errorType;
  } catch {
    // Not even JSON: the process of the function ended in some way of its own.
  }
  return 'Lambda.Unknown';
}
