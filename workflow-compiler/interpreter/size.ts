// The 256 KiB rule, measured cheaply: an upper bound first, the exact UTF-8 length only when the bound is not
// enough. Larger values already found within it are remembered, because states mostly pass on what they were given.

import { isJsonArray, type Json } from './json.ts';

const PAYLOAD_LIMIT = 262_144;

/** Measuring less than this costs less than remembering it does, above all when memory is tidied up. */
const WORTH_REMEMBERING = 8192;

const known = new WeakSet<object>();

/** True if the value's JSON text is longer than `limit` bytes. */
export function isLarger(value: Json, limit: number = PAYLOAD_LIMIT): boolean {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'string' && value.length * 6 + 2 > limit && byteLength(value) > limit;
  }
  if (limit === PAYLOAD_LIMIT && known.has(value)) return false;
  const left = atMost(value, limit);
  if (left < 0 && byteLength(value) > limit) return true;
  if (limit === PAYLOAD_LIMIT && left < limit - WORTH_REMEMBERING) known.add(value);
  return false;
}

/** What is left of the budget after the value in its longest possible spelling; negative if too little. */
function atMost(value: Json, budget: number): number {
  if (value === null || typeof value === 'boolean') return budget - 5;
  if (typeof value === 'number') return budget - 25;
  if (typeof value === 'string') return budget - 2 - value.length * 6;
  let left = budget - 2;
  if (isJsonArray(value)) {
    for (const item of value) {
      left = atMost(item, left - 1);
      if (left < 0) return left;
    }
    return left;
  }
  for (const key in value) {
    const item = value[key];
    if (item !== undefined) left = atMost(item, left - 4 - key.length * 6);
    if (left < 0) return left;
  }
  return left;
}

function byteLength(value: Json): number {
  const text = JSON.stringify(value);
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes: two for each half.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
