/** Reading a machine that might be anything: the verifier trusts nobody, least of all the emitter beside it. */
import type { Json, JsonObject } from '../language/json.ts';

/** A rule of Amazon States Language that the machine breaks; `state` is absent for the machine as a whole. */
export type Problem = { readonly state?: string; readonly problem: string };

export type State = { readonly name: string; readonly fields: JsonObject };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The objects of a list; what is not an object is left out. */
export const objectsOf = (value: Json | undefined): readonly JsonObject[] =>
  isList(value) ? value.filter(isObject) : [];

export function statesOf(machine: JsonObject): readonly State[] {
  const { States: states } = machine;
  return isObject(states)
    ? Object.entries(states).map(([name, fields]) => ({ name, fields: isObject(fields) ? fields : {} }))
    : [];
}

/** Every name that a state leads to. */
export function nextOf({ fields }: State): readonly string[] {
  const ways = [...objectsOf(fields.Choices), ...objectsOf(fields.Catch)];
  const names = [fields.Next, fields.Default, ...ways.map((way) => way.Next)];
  return names.map(textOf).filter((name) => name !== undefined);
}
