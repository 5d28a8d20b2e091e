// What an expression gave, as JSON: sequences lose their flags, infinities become text as on AWS, functions are refused.

import type { Json } from '../json.ts';
import { isPlainObject } from './sequence.ts';

/** The value, or undefined for nothing, or the name of a type that is no JSON. */
export type Outcome = { readonly value: Json } | { readonly nothing: true } | { readonly unfit: string };

export function outcomeOf(raw: unknown): Outcome {
  if (raw === undefined) return { nothing: true };
  const value = toJson(raw);
  return value === undefined ? { unfit: 'function' } : { value };
}

/** Copies only what must differ: data handed through stays the same object. */
export function toJson(raw: unknown): Json | undefined {
  if (raw === null || typeof raw === 'string' || typeof raw === 'boolean') return raw;
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : String(raw);
  if (Array.isArray(raw)) return arrayToJson(raw);
  if (!isPlainObject(raw) || raw._jsonata_lambda === true || raw._jsonata_function === true) return undefined;
  let copy: Record<string, Json> | undefined;
  const same: Record<string, unknown> = raw;
  for (const key of Object.keys(raw)) {
    const before = same[key];
    if (before === null || (typeof before !== 'object' && typeof before !== 'number')) {
      if (before === undefined || typeof before === 'function') copy ??= plain(raw);
      continue;
    }
    const after = toJson(before);
    if (after === before) continue;
    copy ??= plain(raw);
    if (after === undefined) delete copy[key];
    else copy[key] = after;
  }
  return copy ?? trusted(raw);
}

function arrayToJson(raw: readonly unknown[]): Json | undefined {
  const made: Json[] = [];
  let changed = 'sequence' in raw || 'cons' in raw || 'keepSingleton' in raw;
  for (const item of raw) {
    const value = item === undefined ? null : toJson(item);
    if (value !== item) changed = true;
    made.push(value ?? null);
  }
  return changed ? made : trusted(raw);
}

function plain(raw: Record<string, unknown>): Record<string, Json> {
  const made: Record<string, Json> = {};
  for (const [key, item] of Object.entries(raw)) {
    const value = toJson(item);
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
