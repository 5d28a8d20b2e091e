/**
 * Weighted splits: which path a contact takes is a function of contact, workflow and step, so that a retry, a redrive and
 * a simulation all give the same answer. The machine computes it in JSONata; `splitBucket` here is the same function.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The first 32 bits of the hash as eight lower-case hex digits; compared as text, which orders as numbers do. */
export function splitBucket(contact: string, workflow: string, step: string): string {
  return bytesToHex(sha256(utf8ToBytes(`${contact}:${workflow}:${step}`))).slice(0, 8);
}

/** Upper bounds (exclusive) of all paths but the last, which takes the rest. Weights are percentages. */
export function splitBounds(weights: readonly number[]): readonly string[] {
  let sum = 0;
  return weights.slice(0, -1).map((weight) => {
    sum += weight;
    const bound = Math.min(0xffffffff, Math.floor((sum / 100) * 0x1_0000_0000));
    return bound.toString(16).padStart(8, '0');
  });
}

/** The index of the path that a bucket falls into. */
export function splitPath(bucket: string, bounds: readonly string[]): number {
  const index = bounds.findIndex((bound) => bucket < bound);
  return index === -1 ? bounds.length : index;
}
