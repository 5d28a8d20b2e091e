// The functions Step Functions adds to JSONata: $partition $range $hash $random $uuid $parse. Pure: whatever is random
// comes from the caller. Measured on AWS: fractions are cut towards zero, $random(seed) is java.util.Random.nextDouble().

import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { readJson } from './parse.ts';
import { emptySequence } from './sequence.ts';

/** An error of one of these functions, in the words that reach the cause. */
export class AddedFunctionError extends Error {
  override name = 'AddedFunctionError';
}

export const MEMORY_LIMIT = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
/** Longer texts are refused: 2^22 characters work on AWS, twice as many do not. */
export const LONGEST_TEXT = 2 ** 22;
/** Longer lists are refused, also those made on the way: `[1..873782]` works on AWS, one more does not. */
export const LONGEST_LIST = 873_782;

const HASHES: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  MD5: md5,
  'SHA-1': sha1,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
};

/** Lower-case hexadecimal digest of the text's UTF-8 bytes. */
export function hash(text: unknown, algorithm: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string')
    throw new AddedFunctionError('T0410: Argument 1 of function "hash" must be a string');
  const digest =
    typeof algorithm === 'string' && Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
  if (digest === undefined) {
    throw new AddedFunctionError(
      `Unsupported hash algorithm: ${String(algorithm)}. Use ${Object.keys(HASHES).join(', ')}`,
    );
  }
  return bytesToHex(digest(utf8ToBytes(text)));
}

const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** The first `nextDouble()` of `new java.util.Random(seed)`. */
export function seededRandom(seed: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  const next = (bits: bigint): bigint => {
    state = (state * MULTIPLIER + 0xbn) & MASK;
    return state >> (48n - bits);
  };
  const high = next(26n) << 27n;
  return Number(high + next(27n)) / 2 ** 53;
}

function random(seed: unknown, draw: () => number): number {
  if (seed === undefined) return draw();
  if (typeof seed !== 'number' || !Number.isFinite(seed)) {
    throw new AddedFunctionError('T0410: Argument 1 of function "random" must be a number');
  }
  return seededRandom(seed);
}

/** A version 4 UUID from the given randomness. */
export function uuid(draw: () => number): string {
  const digits = Array.from({ length: 32 }, (_, at) => {
    const digit = Math.floor(draw() * 16);
    if (at === 12) return '4';
    return (at === 16 ? (digit & 3) | 8 : digit).toString(16);
  }).join('');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-');
}

export function parse(text: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string')
    throw new AddedFunctionError('T0410: Argument 1 of function "parse" must be a string');
  try {
    return readJson(text);
  } catch {
    throw new AddedFunctionError(`"${text}" is not valid JSON`);
  }
}

function whole(value: unknown, name: string, place: number): number {
  if (typeof value === 'number' && Number.isFinite(value)) return Math.trunc(value);
  throw new AddedFunctionError(`T0410: Argument ${place} of function "${name}" must be a number`);
}

/** A sequence, so that a range of one number is that number and one of none is nothing, as on AWS. */
function range(start: unknown, end: unknown, step: unknown): unknown {
  if (start === undefined || end === undefined || step === undefined) return undefined;
  const [from, to, by] = [whole(start, 'range', 1), whole(end, 'range', 2), whole(step, 'range', 3)];
  if (by === 0) return undefined;
  if ((to - from) / by >= LONGEST_LIST) throw new AddedFunctionError(MEMORY_LIMIT);
  const made = emptySequence();
  for (let value = from; by > 0 ? value <= to : value >= to; value += by) made.push(value);
  return made;
}

/** Without a size, all is one part. Parts of none, and the parts of an empty list, are nothing. */
function partition(array: unknown, size: unknown): unknown {
  if (array === undefined) return undefined;
  if (!Array.isArray(array))
    throw new AddedFunctionError('T0412: Argument 1 of function "partition" must be an array');
  if (size === undefined) return [array];
  const length = whole(size, 'partition', 2);
  if (length < 0)
    throw new AddedFunctionError('The second argument of function "partition" must not be less than 0');
  if (length === 0 || array.length === 0) return undefined;
  const parts: unknown[] = [];
  for (let at = 0; at < array.length; at += length) parts.push(array.slice(at, at + length));
  return parts;
}

/** The names of these functions, and how many arguments each takes. */
export const ADDED: Readonly<Record<string, number>> = {
  parse: 1,
  partition: 2,
  range: 3,
  hash: 2,
  random: 1,
  uuid: 0,
};

/** How many arguments were written matters: `$hash(text)` is nothing, and one too many is an error. */
export function called(name: string, args: readonly unknown[], draw: () => number): unknown {
  const most = ADDED[name] ?? 0;
  if (args.length > most || (name === 'hash' && args.length === 0))
    throw new AddedFunctionError(
      `T0410: Argument ${most + 1} of function "${name}" does not match function signature`,
    );
  const [first, second, third] = args;
  if (name === 'parse') return parse(first);
  if (name === 'partition') return partition(first, second);
  if (name === 'range') return range(first, second, third);
  if (name === 'hash') return args.length === 1 ? undefined : hash(first, second);
  return name === 'random' ? random(first, draw) : uuid(draw);
}
