/**
 * An item as DynamoDB keeps it. Each field of the body is an attribute of its own (`b.` and its name): a number as a number, so
 * that `ADD` counts without reading; anything else as JSON text, which is smaller than nested maps and keeps their order. Of a
 * large body the texts are packed into one attribute, since a unit writes a kilobyte.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json, JsonObject } from '../../../../workflow-compiler/language/json.ts';
import type { IndexKeys, Item, Key, Write } from '../../../ports/store.ts';
import { StoreMisuse } from '../../../ports/store-errors.ts';
import { checkKey } from '../../../ports/store-limits.ts';
import { ATTRIBUTES, indexAttributes, placeOf, skOfPlace, TABLE_INDEXES } from './table.ts';

export type Attributes = { readonly [name: string]: AttributeValue };
type Put = Extract<Write, { do: 'put' }>;

const FIELD = 'b.';
/** Characters of JSON from which on a body is packed: a run's row then stays within the kilobyte that one unit writes. */
const PACKED_FROM = 500;
const INDEX_SORT_KEY_BYTES = 1024;

export const fieldAttribute = (field: string): string => `${FIELD}${field}`;

export const keyAttributes = ({ pk, sk }: Key) => ({ pk: { S: pk }, sk: { S: sk } });

/** Everything of an item, for a put. */
export function toAttributes(put: Put, rev: number, mark: string): Record<string, AttributeValue> {
  return {
    ...keyAttributes(put.key),
    [ATTRIBUTES.rev]: { N: String(rev) },
    [ATTRIBUTES.mark]: { S: mark },
    ...(put.expires === undefined ? {} : { [ATTRIBUTES.expires]: { N: String(put.expires) } }),
    ...places(put),
    ...bodyAttributes(put.body),
  };
}

function bodyAttributes(body: Json): Attributes {
  if (!isObject(body)) return { [ATTRIBUTES.body]: { S: JSON.stringify(body) } };
  const fields = Object.entries(body).filter(([, value]) => value !== undefined);
  const texts = Object.fromEntries(fields.filter(([, value]) => typeof value !== 'number'));
  const text = JSON.stringify(texts);
  if (text.length < PACKED_FROM) return attributesOf(fields);
  return {
    ...attributesOf(fields.filter(([, value]) => typeof value === 'number')),
    [ATTRIBUTES.packed]: { S: deflateRawSync(text).toString('base64') },
  };
}

const attributesOf = (fields: readonly (readonly [string, Json])[]): Attributes =>
  Object.fromEntries(fields.map(([field, value]) => [fieldAttribute(field), fieldValue(value)]));

const isObject = (body: Json): body is JsonObject =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

/** DynamoDB's numbers have 38 digits, more than a double needs, but a smaller range: what is outside stays text. */
function fieldValue(value: Json): AttributeValue {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { S: JSON.stringify(value) };
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-130 && size < 1e126)
    ? { N: JSON.stringify(value) }
    : { S: JSON.stringify(value) };
}

function places({ key, index = {} }: Put): Attributes {
  const found: Record<string, AttributeValue> = {};
  for (const { name, pk, sk } of TABLE_INDEXES) {
    const place = index[name];
    if (place === undefined) continue;
    checkKey(place);
    const sort = placeOf(place.sk, key);
    if (Buffer.byteLength(sort) > INDEX_SORT_KEY_BYTES) {
      throw new StoreMisuse(`The place in \`${name}\` and the key of \`${key.pk}\` are over 1 KB together.`);
    }
    found[pk] = { S: place.pk };
    found[sk] = { S: sort };
  }
  return found;
}

export function toItem(attributes: Attributes): Item {
  const key = keyOf(attributes);
  const index = placesOf(attributes, key);
  const expires = attributes[ATTRIBUTES.expires]?.N;
  return {
    ...key,
    rev: revOf(attributes),
    body: bodyOf(attributes),
    ...(Object.keys(index).length > 0 ? { index } : {}),
    ...(expires === undefined ? {} : { expires: Number(expires) }),
  };
}

export const keyOf = ({ pk, sk }: Attributes): Key => ({ pk: pk?.S ?? '', sk: sk?.S ?? '' });
export const revOf = (attributes: Attributes | undefined): number =>
  Number(attributes?.[ATTRIBUTES.rev]?.N ?? 0);
export const markOf = (attributes: Attributes | undefined): string | undefined =>
  attributes?.[ATTRIBUTES.mark]?.S;

export function bodyOf(attributes: Attributes): Json {
  const whole = attributes[ATTRIBUTES.body]?.S;
  if (whole !== undefined) return JSON.parse(whole);
  const packed = attributes[ATTRIBUTES.packed]?.S;
  const texts: JsonObject =
    packed === undefined ? {} : JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8'));
  const fields: [string, Json][] = Object.entries(texts);
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith(FIELD)) continue;
    fields.push([
      name.slice(FIELD.length),
      value.N === undefined ? JSON.parse(value.S ?? 'null') : Number(value.N),
    ]);
  }
  return Object.fromEntries(fields);
}

function placesOf(attributes: Attributes, item: Key): IndexKeys {
  const found = TABLE_INDEXES.flatMap(({ name }) => {
    const names = indexAttributes(name);
    const [pk, place] = [attributes[names.pk]?.S, attributes[names.sk]?.S];
    return pk === undefined || place === undefined
      ? []
      : [[name, { pk, sk: skOfPlace(place, item) }] as const];
  });
  return Object.fromEntries(found);
}
