// What an expression gave, as JSON: sequences lose their flags, infinities become text as on AWS, a function anywhere makes
// it no value.

import type { Json } from '../json.ts';
import { isPlainObject } from './sequence.ts';

/** The value, or nothing, or that it is or holds a function. */
export type Outcome = { readonly value: Json } | { readonly nothing: true } | { readonly unfit: true };

export function outcomeOf(raw: unknown): Outcome {
  if (raw === undefined) return { nothing: true };
  const value = toJson(raw);
  return value === undefined ? { unfit: true } : { value };
}

/** Undefined for what holds a function. Copies only what must differ: data handed through stays the same object. */
export function toJson(raw: unknown): Json | undefined {
  if (raw === null || typeof raw === 'string' || typeof raw === 'boolean') return raw;
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : String(raw);
  if (Array.isArray(raw)) return arrayToJson(raw);
  if (!isPlainObject(raw) || raw._jsonata_lambda === true || raw._jsonata_function === true) return undefined;
  let changed = false;
  for (const key of Object.keys(raw)) {
    const before = raw[key];
    if (before === null || typeof before === 'string' || typeof before === 'boolean') continue;
    const after = before === undefined ? undefined : toJson(before);
    if (before !== undefined && after === undefined) return undefined;
    if (before === undefined || after !== before) changed = true;
  }
  return changed ? copied(raw) : trusted(raw);
}

function arrayToJson(raw: readonly unknown[]): Json | undefined {
  const made: Json[] = [];
  let changed = 'sequence' in raw || 'cons' in raw || 'keepSingleton' in raw;
  for (const item of raw) {
    const value = item === undefined ? null : toJson(item);
    if (value === undefined) return undefined;
    if (value !== item) changed = true;
    made.push(value);
  }
  return changed ? made : trusted(raw);
}

/** Without the members that are nothing. */
function copied(raw: Record<string, unknown>): Record<string, Json> {
  const made: Record<string, Json> = {};
  for (const [key, item] of Object.entries(raw)) {
    const value = item === undefined ? undefined : toJson(item);
    if (value !== undefined) made[key] = value;
  }
  return made;
}

/** The one place where a value that is known to be JSON (just walked, or made of nothing but data) is called JSON. */
export function trusted(raw: unknown): Json {
  const json: unknown = raw;
  return asJson(json) ? json : null;
}

function asJson(_value: unknown): _value is Json {
  return true;
}
