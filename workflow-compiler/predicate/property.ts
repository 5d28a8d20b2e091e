/**
 * Properties of an event, by name. What a caller sent stands apart (`properties` of an external event, `fields` of a form), so
 * that it cannot overwrite what the product says; a name is looked for in the event itself first, then there.
 */
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts';

/** Where callers' own names stand, in the order they are searched. */
const INNER = ['properties', 'fields'] as const;

/**
 * The value of a property; `a.b` reaches into objects, `a.0` into lists.
 *
 * @example propertyOf({ name: 'purchase', properties: { amount: 12 } }, 'amount') // 12
 */
export function propertyOf(properties: JsonObject, name: string): Json | undefined {
  const own = reach(properties, name);
  if (own !== undefined) return own;
  for (const inner of INNER) {
    const found = reach(properties[inner], name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where nothing stands. */
export const NOWHERE: JsonObject = {};

/** `propertyOf` of a name that `isPlainName` holds for, without looking for paths. */
export function plainProperty(properties: JsonObject, name: string): Json | undefined {
  return plainAmong(properties, objectOf(properties.properties), objectOf(properties.fields), name);
}

/** The same for many names of one event, whose places are looked up once. */
export function plainAmong(
  own: JsonObject,
  sent: JsonObject,
  fields: JsonObject,
  name: string,
): Json | undefined {
  const said = own[name];
  if (said !== undefined) return said;
  const given = sent[name];
  return given !== undefined || fields === NOWHERE ? given : fields[name];
}

export function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : NOWHERE;
}

/** No path, no place in a list, and nothing that every object has from JavaScript. */
export function isPlainName(name: string): boolean {
  return !name.includes('.') && !/^\d+$/.test(name) && !(name in Object.prototype);
}

/** All properties under the names by which `propertyOf` finds them: what templates see as `event`. */
export function flatProperties(properties: JsonObject): JsonObject {
  const { properties: sent, fields } = properties;
  return { ...(isJsonObject(fields) ? fields : {}), ...(isJsonObject(sent) ? sent : {}), ...properties };
}

function reach(value: Json | undefined, path: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== 'object') return undefined;
  const whole = member(value, path);
  if (whole !== undefined) return whole;
  const dot = path.indexOf('.');
  return dot < 0 ? undefined : reach(member(value, path.slice(0, dot)), path.slice(dot + 1));
}

function member(value: readonly Json[] | JsonObject, name: string): Json | undefined {
  if (isList(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
