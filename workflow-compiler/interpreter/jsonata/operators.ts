// JSONata's binary operators on plain values. A wrong type is left to jsonata, which words the error.

import { LONGEST_LIST } from './added.ts';
import { deepEqual, isNumeric, NeedsOracle, sequenceOf } from './sequence.ts';

type Operator = (left: unknown, right: unknown) => unknown;

function numeric(compute: (left: number, right: number) => number): Operator {
  return (left, right) => {
    if (left !== undefined && !isNumeric(left)) throw new NeedsOracle();
    if (right !== undefined && !isNumeric(right)) throw new NeedsOracle();
    return left === undefined || right === undefined ? undefined : compute(left, right);
  };
}

function comparison(compare: (order: number) => boolean): Operator {
  return (left, right) => {
    for (const side of [left, right]) {
      if (side !== undefined && typeof side !== 'string' && typeof side !== 'number') throw new NeedsOracle();
    }
    if (left === undefined || right === undefined) return undefined;
    if (typeof left === 'number' && typeof right === 'number') {
      // NaN compares false with everything, which no order can say.
      return !Number.isNaN(left) && !Number.isNaN(right) && compare(left < right ? -1 : left > right ? 1 : 0);
    }
    if (typeof left === 'string' && typeof right === 'string')
      return compare(left < right ? -1 : left > right ? 1 : 0);
    throw new NeedsOracle();
  };
}

/** `$string` for the values that need no formatting; objects and arrays go through jsonata's own. */
function text(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || value === null) return String(value);
  if (isNumeric(value)) return JSON.stringify(Number(value.toPrecision(15)));
  if (typeof value !== 'object') throw new NeedsOracle();
  return JSON.stringify(value, (_key, inner: unknown) =>
    isNumeric(inner) ? Number(inner.toPrecision(15)) : typeof inner === 'function' ? '' : inner,
  );
}

function range(left: unknown, right: unknown): unknown {
  for (const side of [left, right])
    if (side !== undefined && !Number.isInteger(side)) throw new NeedsOracle();
  if (typeof left !== 'number' || typeof right !== 'number' || left > right) return undefined;
  if (right - left + 1 > LONGEST_LIST) throw new NeedsOracle();
  const made = sequenceOf(left);
  for (let next = left + 1; next <= right; next++) made.push(next);
  return made;
}

/** By operator sign. `and` and `or` are not here: they look at their right side late. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': numeric((left, right) => left + right),
  '-': numeric((left, right) => left - right),
  '*': numeric((left, right) => left * right),
  '/': numeric((left, right) => left / right),
  '%': numeric((left, right) => left % right),
  '=': (left, right) => left !== undefined && right !== undefined && deepEqual(left, right),
  '!=': (left, right) => left !== undefined && right !== undefined && !deepEqual(left, right),
  '<': comparison((order) => order < 0),
  '<=': comparison((order) => order <= 0),
  '>': comparison((order) => order > 0),
  '>=': comparison((order) => order >= 0),
  '&': (left, right) => text(left) + text(right),
  '..': range,
  in: (left, right) =>
    left !== undefined &&
    right !== undefined &&
    (Array.isArray(right) ? right : [right]).some((one) => one === left),
};
