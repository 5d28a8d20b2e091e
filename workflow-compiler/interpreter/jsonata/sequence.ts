// JSONata's result sequences as jsonata 2.0.6 keeps them: arrays that carry flags, unwrapped when they hold one value.
// The closures must treat them alike to the letter; the property test compares both.

export type Sequence = unknown[] & { sequence?: boolean; keepSingleton?: boolean; cons?: boolean };

/** Thrown where a closure meets an error or a case it leaves to jsonata; the whole expression is then evaluated there. */
export class NeedsOracle extends Error {
  override name = 'NeedsOracle';
}

export function emptySequence(): Sequence {
  const made: Sequence = [];
  made.sequence = true;
  return made;
}

export function sequenceOf(value: unknown): Sequence {
  const made = emptySequence();
  made.push(value);
  return made;
}

export function asArray(value: unknown): Sequence | undefined {
  return Array.isArray(value) ? value : undefined;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of an object, or of every object of an array. Own members only: data has no prototype. */
export function lookup(input: unknown, key: string): unknown {
  const list = asArray(input);
  if (list !== undefined) {
    const result = emptySequence();
    for (const item of list) {
      const found = lookup(item, key);
      if (found === undefined) continue;
      const many = asArray(found);
      if (many === undefined) result.push(found);
      else for (const one of many) result.push(one);
    }
    return result;
  }
  return isPlainObject(input) && Object.hasOwn(input, key) ? input[key] : undefined;
}

/** A finite number; an infinite one is jsonata's error D1001, which jsonata then words. */
export function isNumeric(value: unknown): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  if (!Number.isFinite(value)) throw new NeedsOracle();
  return true;
}

export function append(left: unknown, right: unknown): unknown {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const start = asArray(left) ?? sequenceOf(left);
  return start.concat(asArray(right) ?? [right]);
}

/** `$boolean`: undefined stays undefined. */
export function truth(value: unknown): boolean {
  const list = asArray(value);
  if (list !== undefined) return list.length === 1 ? truth(list[0]) : list.some(truth);
  if (typeof value === 'string') return value.length > 0;
  if (typeof value === 'number') return isNumeric(value) && value !== 0;
  if (isPlainObject(value)) return Object.keys(value).length > 0;
  return value === true;
}

export function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  const leftList = asArray(left);
  const rightList = asArray(right);
  if (leftList !== undefined && rightList !== undefined) {
    return (
      leftList.length === rightList.length && leftList.every((item, at) => deepEqual(item, rightList[at]))
    );
  }
  if (!isPlainObject(left) || !isPlainObject(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key], right[key]));
}

/** What the evaluator does with every node's value on the way out. */
export function unwrap(value: unknown, keepArray: boolean): unknown {
  const list = asArray(value);
  if (list === undefined || list.sequence !== true) return value;
  if (keepArray) list.keepSingleton = true;
  if (list.length === 0) return undefined;
  return list.length === 1 && list.keepSingleton !== true ? list[0] : list;
}
