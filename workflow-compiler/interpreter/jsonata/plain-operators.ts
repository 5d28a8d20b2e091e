// Operators on plain data, for operands of the types they are meant for. Everything else is missed.

import { MISSED, type Plain } from './missed.ts';

type Make = (left: Plain, right: Plain) => Plain;

function numeric(compute: (left: number, right: number) => number): Make {
  return (left, right) => (base) => {
    const a = left(base);
    const b = right(base);
    if (typeof a !== 'number' || typeof b !== 'number') return MISSED;
    const value = compute(a, b);
    return Number.isFinite(value) ? value : MISSED;
  };
}

function ordered(
  numbers: (left: number, right: number) => boolean,
  texts: (left: string, right: string) => boolean,
): Make {
  return (left, right) => (base) => {
    const a = left(base);
    const b = right(base);
    if (typeof a === 'number' && typeof b === 'number') return numbers(a, b);
    return typeof a === 'string' && typeof b === 'string' ? texts(a, b) : MISSED;
  };
}

/** Scalars only; nothing equals nothing, and differs from nothing. */
function equality(equal: boolean): Make {
  return (left, right) => (base) => {
    const a = left(base);
    const b = right(base);
    if (a === MISSED || b === MISSED) return MISSED;
    if (a === undefined || b === undefined) return false;
    if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) return MISSED;
    return (a === b) === equal;
  };
}

export const PLAIN_OPERATORS: Readonly<Record<string, Make>> = {
  '+': numeric((left, right) => left + right),
  '-': numeric((left, right) => left - right),
  '*': numeric((left, right) => left * right),
  '=': equality(true),
  '!=': equality(false),
  '<': ordered(
    (left, right) => left < right,
    (left, right) => left < right,
  ),
  '<=': ordered(
    (left, right) => left <= right,
    (left, right) => left <= right,
  ),
  '>': ordered(
    (left, right) => left > right,
    (left, right) => left > right,
  ),
  '>=': ordered(
    (left, right) => left >= right,
    (left, right) => left >= right,
  ),
  '&': (left, right) => (base) => {
    const a = left(base);
    const b = right(base);
    return typeof a === 'string' && typeof b === 'string' ? a + b : MISSED;
  },
  and: (left, right) => (base) => {
    const a = left(base);
    if (typeof a !== 'boolean') return MISSED;
    if (!a) return false;
    const b = right(base);
    return typeof b === 'boolean' ? b : MISSED;
  },
  or: (left, right) => (base) => {
    const a = left(base);
    if (typeof a !== 'boolean') return MISSED;
    if (a) return true;
    const b = right(base);
    return typeof b === 'boolean' ? b : MISSED;
  },
};
