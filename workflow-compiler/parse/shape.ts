/**
 * Compares a value with the published JSON Schema and says what is wrong in the language's own words. Where the schema
 * offers variants, the discriminating field (`kind`, `on`, `all` …) picks the one to compare with, so that a misspelt
 * field of a wait is a finding about that wait and not about all variants. Covers the keywords that the schema uses;
 * a test holds it against a general validator.
 */
import type { Finding } from '../diagnostics/finding.ts';
import { nearest, quoteList, suggest } from '../diagnostics/near.ts';
import { child } from '../diagnostics/pointer.ts';
import type { Json, JsonObject } from '../language/json.ts';
import { DEFINITION_SCHEMA } from '../language/schema.ts';
import { LIMITS } from './limits.ts';
import { scalarProblem } from './scalar.ts';
import { describe, type Schema, schemaOf, typeOf } from './schema-node.ts';
import { badKey, count, missing, shorten, tooNested, unknownField, wrongType } from './shape-findings.ts';

const ROOT: Schema = schemaOf(DEFINITION_SCHEMA);

export function shapeFindings(value: Json): readonly Finding[] {
  return compare(value, ROOT, { pointer: '', nesting: 0 }).slice(0, LIMITS.findings);
}

type Place = {
  readonly pointer: string;
  /** Depth of conditions around. */
  readonly nesting: number;
};

type Findings = readonly Finding[];

function compare(value: Json, schema: Schema, place: Place): Findings {
  if (schema.$ref !== undefined) return compareReferred(value, schema.$ref, place);
  if (schema.anyOf !== undefined) return compareVariants(value, schema.anyOf, place);
  if (schema.type !== undefined && !isOfType(value, schema.type))
    return [wrongType(place.pointer, schema, value)];
  // A choice between texts has no type of its own.
  const chosen = schema.enum !== undefined;
  if (isFields(value) && !chosen) return compareFields(value, schema, place);
  if (isList(value) && !chosen) return compareItems(value, schema, place);
  const problem = scalarProblem(value, schema);
  return problem === undefined ? [] : [{ code: 'SHAPE-05', at: place.pointer, ...problem }];
}

function compareReferred(value: Json, ref: string, place: Place): Findings {
  const nesting = place.nesting + (ref === '#/$defs/Condition' ? 1 : 0);
  return nesting > LIMITS.conditionDepth
    ? [tooNested(place.pointer)]
    : compare(value, referred(ref), { ...place, nesting });
}

const DISCRIMINATORS = ['kind', 'on'] as const;
const WORDS: { readonly [field: string]: string } = { on: 'event' };

/** Picks the one variant that is meant, and compares with that. */
function compareVariants(value: Json, variants: readonly Schema[], place: Place): Findings {
  const flat = variants
    .map((variant) => (variant.$ref === undefined ? variant : referred(variant.$ref)))
    .flatMap((variant) => variant.anyOf ?? [variant]);
  const chosen = isFields(value) ? undefined : oneChoice(flat).find((variant) => mayBe(value, variant));
  if (chosen !== undefined) return compare(value, chosen, place);
  if (!isFields(value)) return [wrongType(place.pointer, { anyOf: variants }, value)];
  for (const field of DISCRIMINATORS) {
    const known = flat.filter((variant) => variant.properties?.[field]?.const !== undefined);
    if (known.length > 0 && (Object.hasOwn(value, field) || known.length === flat.length))
      return compareNamed(value, field, known, place);
  }
  const byField = flat.find((variant) => variant.required?.some((name) => Object.hasOwn(value, name)));
  if (byField !== undefined) return compare(value, byField, place);
  const objects = flat.filter(({ type }) => type === 'object');
  const wanted = objects.map((variant) => variant.required?.[0] ?? '');
  return objects.length === 0
    ? [wrongType(place.pointer, { anyOf: variants }, value)]
    : [missing(place.pointer, [...new Set(wanted)], 'Give one of them.')];
}

function compareNamed(value: JsonObject, field: string, known: readonly Schema[], place: Place): Findings {
  const names = known.map((variant) => String(variant.properties?.[field]?.const));
  const named = value[field];
  if (named === undefined) return [missing(place.pointer, [field], `One of ${quoteList(names)}.`)];
  const variant = known.find((_, i) => names[i] === named);
  if (variant !== undefined) return compare(value, variant, place);
  const text = typeof named === 'string' ? named : JSON.stringify(named);
  return [
    {
      code: 'SHAPE-03',
      at: child(place.pointer, field),
      detail: `There is no ${WORDS[field] ?? field} \`${shorten(text)}\`.`,
      hint: suggest(text, names),
    },
  ];
}

function compareFields(value: JsonObject, schema: Schema, place: Place): Findings {
  const { required = [], properties = {}, patternProperties } = schema;
  const absent = required.filter((name) => !Object.hasOwn(value, name));
  // A misspelt field is one mistake, not an unknown one and a missing one. A file of something else may have thousands.
  const names = Object.keys(value);
  const strange = new Set(
    patternProperties === undefined
      ? names.filter((name) => !Object.hasOwn(properties, name)).slice(0, LIMITS.findings)
      : [],
  );
  const meant = [...strange].map((name) => nearest(name, absent));
  return [
    ...absent
      .filter((name) => !meant.includes(name))
      .map((name) => missing(place.pointer, [name], `Add it: ${describe(properties[name] ?? {})}.`)),
    ...count(names.length, schema.minProperties, schema.maxProperties, place.pointer),
    ...Object.entries(value)
      .filter(
        ([name]) => patternProperties !== undefined || Object.hasOwn(properties, name) || strange.has(name),
      )
      .flatMap(([name, part]) => compareField(name, part, schema, absent, place)),
  ];
}

function compareField(
  name: string,
  part: Json,
  schema: Schema,
  absent: readonly string[],
  place: Place,
): Findings {
  const inside = { ...place, pointer: child(place.pointer, name) };
  const { properties = {}, patternProperties = {} } = schema;
  const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (own !== undefined) return compare(part, own, inside);
  const [pattern, patterned] = Object.entries(patternProperties)[0] ?? [];
  if (pattern !== undefined && patterned !== undefined)
    return new RegExp(pattern, 'u').test(name)
      ? compare(part, patterned, inside)
      : [badKey(inside.pointer, name, place.pointer === '/steps')];
  return schema.additionalProperties === false
    ? [unknownField(inside.pointer, name, nearest(name, absent), Object.keys(properties))]
    : [];
}

function compareItems(value: readonly Json[], schema: Schema, place: Place): Findings {
  const { items } = schema;
  return [
    ...count(value.length, schema.minItems, schema.maxItems, place.pointer),
    ...(items === undefined
      ? []
      : value.flatMap((item, i) => compare(item, items, { ...place, pointer: child(place.pointer, i) }))),
  ];
}

const referred = (ref: string): Schema => ROOT.$defs?.[ref.replace('#/$defs/', '')] ?? {};

const isOfType = (value: Json, type: string): boolean =>
  type === typeOf(value) || (type === 'number' && typeOf(value) === 'integer');

/** For values that are no mapping: whether this variant is the one that is meant. */
const mayBe = (value: Json, schema: Schema): boolean =>
  schema.type === undefined
    ? schema.enum !== undefined && typeof value === 'string'
    : isOfType(value, schema.type);

/** Several choices between texts are one: `any`, `weekday` or a day. */
function oneChoice(variants: readonly Schema[]): readonly Schema[] {
  const texts = variants.flatMap((variant) => variant.enum ?? []);
  return texts.length === 0
    ? variants
    : [{ enum: texts }, ...variants.filter((variant) => variant.enum === undefined)];
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isFields = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
