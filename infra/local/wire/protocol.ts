/**
 * The AWS JSON 1.0 protocol: an operation in a header, members in the body, errors by `__type`. Signatures are not looked at:
 * whoever reaches the port may do everything. Nor is the host's name, so `sync-localhost` is as good as `localhost`.
 */
import { randomUUID } from 'node:crypto';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
} from '../../../workflow-compiler/interpreter/json.ts';
import type { Wire } from './context.ts';
import { Refusal } from './errors.ts';
import { OPERATIONS } from './operations.ts';

const SERVICE = 'AWSStepFunctions.';

/** Answers one request to `/`. */
export async function answer(wire: Wire, request: Request): Promise<Response> {
  try {
    return told(200, await operate(wire, request));
  } catch (error) {
    if (error instanceof Refusal) return told(400, { __type: error.name, message: error.message });
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return told(500, { __type: 'InternalFailure', message });
  }
}

async function operate(wire: Wire, request: Request): Promise<Json> {
  const target = request.headers.get('x-amz-target') ?? '';
  const name = target.startsWith(SERVICE) ? target.slice(SERVICE.length) : '';
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation === undefined)
    throw new Refusal('UnknownOperationException', `There is no operation \`${target}\` here.`);
  return operation(wire, membersOf(await request.text()));
}

function membersOf(body: string): JsonObject {
  let members: Json;
  try {
    members = parseJson(body === '' ? '{}' : body);
  } catch {
    throw new Refusal('SerializationException', 'The body is no JSON.');
  }
  if (!isJsonObject(members)) throw new Refusal('SerializationException', 'The body is no object.');
  return members;
}

function told(status: number, body: Json): Response {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() };
  return new Response(JSON.stringify(body), { status, headers });
}
