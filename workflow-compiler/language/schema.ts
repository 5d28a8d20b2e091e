/**
 * The language as one JSON Schema 2020-12 document: what editors complete and check with, and what the parser walks.
 * Generated from the TypeBox schemas, with steps, events and conditions under `$defs` so that each is written once.
 */
import Type from 'typebox';
import { ConditionRef, Leaves } from './condition.ts';
import { Definition } from './definition.ts';
import { AnyEvent, Events } from './event.ts';
import type { Json, JsonObject } from './json.ts';
import { AnyStep, Steps } from './step.ts';

const Strict = { additionalProperties: false } as const;
const several = Type.Array(ConditionRef, { minItems: 1, maxItems: 100 });
const combinations = {
  all: Type.Object({ all: several }, Strict),
  any: Type.Object({ any: several }, Strict),
  not: Type.Object({ not: ConditionRef }, Strict),
};

/** Each family: its name, its members, and the union that stands in the schemas and becomes a reference to it. */
const families = [
  { name: 'Condition', members: { ...Leaves, ...combinations }, union: ConditionRef },
  { name: 'Event', members: Events, union: AnyEvent },
  { name: 'Step', members: Steps, union: AnyStep },
] as const;

const referTo = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` });

function rewrite(value: unknown): Json {
  const text = JSON.stringify(value);
  const plain: Json = JSON.parse(text);
  const family = families.find(({ union }) => JSON.stringify(union) === text);
  if (family !== undefined) return referTo(family.name);
  if (Array.isArray(plain)) return plain.map(rewrite);
  if (plain === null || typeof plain !== 'object') return plain;
  return Object.fromEntries(Object.entries(plain).map(([key, part]) => [key, rewrite(part)]));
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function build(): JsonObject {
  const defs: { [name: string]: Json } = {};
  for (const { name, members } of families) {
    const ids = Object.entries(members).map(([key, schema]) => {
      defs[`${name}.${key}`] = rewrite(schema);
      return `${name}.${key}`;
    });
    defs[name] = { anyOf: ids.map(referTo) };
  }
  const root = rewrite(Definition);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://sojourn.dev/schema/definition-1.json',
    title: 'A Sojourn workflow',
    ...(isObject(root) ? root : {}),
    $defs: defs,
  };
}

/** The document, built once. */
export const DEFINITION_SCHEMA: JsonObject = build();
