/** Members of a request, read by the type they must have. What is missing or of another type is refused as AWS does. */
import type { Json, JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import { isJsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import { Refusal } from './errors.ts';

const wrong = (name: string, what: string): Refusal =>
  new Refusal(
    'ValidationException',
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: ${what}`,
  );

export function text(input: JsonObject, name: string): string {
  const value = textMaybe(input, name);
  if (value === undefined) throw wrong(name, 'Member must not be null');
  return value;
}

export function textMaybe(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string')
    throw new Refusal('SerializationException', `'${name}' is not of type string`);
  return value;
}

export function flag(input: JsonObject, name: string, otherwise: boolean): boolean {
  const value = input[name] ?? otherwise;
  if (typeof value !== 'boolean')
    throw new Refusal('SerializationException', `'${name}' is not of type boolean`);
  return value;
}

/** A whole number within its limits. */
export function amount(input: JsonObject, name: string, least: number, most: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw wrong(name, `Member must be a whole number from ${least} to ${most}`);
  return value;
}

export function oneOf<const T extends string>(
  input: JsonObject,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = textMaybe(input, name);
  if (value === undefined) return undefined;
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw wrong(name, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
  return found;
}

export function objectMaybe(input: JsonObject, name: string): JsonObject | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw new Refusal('SerializationException', `'${name}' is not a structure`);
  return value;
}

export function objects(input: JsonObject, name: string): readonly JsonObject[] {
  return listOf(input, name).map((each) => {
    if (!isJsonObject(each))
      throw new Refusal('SerializationException', `'${name}' is no list of structures`);
    return each;
  });
}

export function texts(input: JsonObject, name: string): readonly string[] {
  return listOf(input, name).map((each) => {
    if (typeof each !== 'string')
      throw new Refusal('SerializationException', `'${name}' is no list of strings`);
    return each;
  });
}

function listOf(input: JsonObject, name: string): readonly Json[] {
  const value = input[name] ?? [];
  if (!Array.isArray(value)) throw new Refusal('SerializationException', `'${name}' is not a list`);
  return value;
}

/** Up to 80 characters, without spaces, brackets, wildcards and what separates the parts of an ARN. */
export function nameOf(given: string): string {
  if (given.length < 1 || given.length > 80 || /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u.test(given))
    throw new Refusal('InvalidName', `Invalid Name: '${given}'`);
  return given;
}

const LARGEST_DATA = 262_144;

/** JSON text of at most 256 KiB in UTF-8, which is what executions and tasks are given. */
export function dataOf(given: string, refusal: 'InvalidExecutionInput' | 'InvalidOutput'): Json {
  if (Buffer.byteLength(given) > LARGEST_DATA)
    throw new Refusal(refusal, `Invalid data: at most ${LARGEST_DATA} bytes`);
  try {
    return JSON.parse(given);
  } catch (error) {
    throw new Refusal(refusal, `Invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
