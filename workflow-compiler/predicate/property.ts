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
const NOWHERE: JsonObject = {};

/** Where the properties of one event stand. `apart`: in the event itself there is nothing but a name and what was sent. */
export type Places = {
  readonly own: JsonObject;
  readonly sent: JsonObject;
  readonly fields: JsonObject;
  readonly apart: boolean;
};

export const NO_PLACES: Places = { own: NOWHERE, sent: NOWHERE, fields: NOWHERE, apart: true };

/** What an event has besides what was sent, where that is all there is. */
const OWN: ReadonlySet<string> = new Set(['name', ...INNER]);

// Of one event many conditions ask, one after the other: its places are looked up once.
let known = NO_PLACES;

export function placesOf(own: JsonObject): Places {
  if (known.own === own) return known;
  let apart = true;
  for (const name in own) if (!OWN.has(name)) apart = false;
  known = { own, sent: objectOf(own.properties), fields: objectOf(own.fields), apart };
  return known;
}

/** `propertyOf` of a name that `isPlainName` holds for, without looking for paths. */
export function plainProperty({ own, sent, fields, apart }: Places, name: string): Json | undefined {
  if (!apart) {
    const said = own[name];
    if (said !== undefined) return said;
  }
  const given = sent[name];
  return given !== undefined || fields === NOWHERE ? given : fields[name];
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : NOWHERE;
}

/** No path, no place in a list, nothing that every object has from JavaScript, and nothing that an event has itself where all else was sent. */
export function isPlainName(name: string): boolean {
  return !name.includes('.') && !/^\d+$/.test(name) && !(name in Object.prototype) && !OWN.has(name);
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
