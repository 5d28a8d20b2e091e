/** The part of JSON Schema that the language uses, and its words for people. */
import { quoteList } from '../diagnostics/near.ts';
import type { Json, JsonObject } from '../language/json.ts';

export type Schema = {
  readonly $ref?: string;
  readonly $defs?: { readonly [name: string]: Schema };
  readonly type?: string;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly patternProperties?: { readonly [pattern: string]: Schema };
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly description?: string;
};

/** Our own generated document read as a schema; a round trip through text, since types cannot follow it. */
export function schemaOf(document: JsonObject): Schema {
  const schema: Schema = JSON.parse(JSON.stringify(document));
  return schema;
}

/** JSON Schema's name of the value's type; whole numbers are `integer`. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

const WORDS: { readonly [type: string]: string } = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a mapping',
  null: 'nothing',
};

/** What a schema asks for, in words. */
export function describe(schema: Schema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return `one of ${quoteList(schema.enum.map(String))}`;
  if (schema.$ref !== undefined) return `a ${schema.$ref.replace('#/$defs/', '').toLowerCase()}`;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(describe))].join(' or ');
  const word = WORDS[schema.type ?? ''] ?? 'a value';
  return schema.description === undefined ? word : `${word} (${schema.description.replace(/\.$/, '')})`;
}
