// JSON values as the interpreter handles them, and the few questions asked about them everywhere.
// Values are never changed in place: states share what they pass on.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The member that is the object's own, so that `constructor` in someone's data means their data. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The names AWS uses in "Expected 'array', but was 'number'". */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** JSON text to a value. Throws SyntaxError for anything else. */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}
