/**
 * The operators: how a value that was seen is held against the value that a person wrote. Text ignores case; numbers are
 * compared as numbers also when they are stored as text; what is absent satisfies nothing but `not-equals`.
 */

import type { Static } from 'typebox';
import type { Operator } from '../language/condition.ts';
import type { Json } from '../language/json.ts';
import { containsText, endsText, sameText, startsText } from './caseless.ts';
import { compareMoments, daysAgo, type Moment, parseMoment } from './moment.ts';
import { compilePattern } from './pattern.ts';

type OperatorName = Static<typeof Operator>;
type ScalarValue = string | number | boolean;

export type Comparison = {
  readonly op: OperatorName;
  readonly value?: ScalarValue | readonly ScalarValue[];
};

/** `now` in epoch milliseconds, for the operators that count days. */
export type Test = (seen: Json | undefined, now: number) => boolean;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Compiles one comparison. A value that the operator cannot use (no number for `greater`) makes it false; the checker
 * says so before.
 */
export function compileComparison({ op, value }: Comparison): Test {
  const values: readonly ScalarValue[] = value === undefined ? [] : isMany(value) ? value : [value];
  return OPERATORS[op](values);
}

const OPERATORS: Record<OperatorName, (values: readonly ScalarValue[]) => Test> = {
  /** With the value `false`: does not exist. */
  exists: ([value]) => (value === false ? (seen) => !exists(seen) : exists),
  equals: ([value]) => equalTo(value),
  'not-equals': ([value]) => {
    const equal = equalTo(value);
    return (seen, now) => !equal(seen, now);
  },
  /** In text: anywhere. In a list: one of its entries is equal. */
  contains: ([value]) => {
    const within = textual(value, containsText);
    const equal = equalTo(value);
    return (seen, now) => (isList(seen) ? seen.some((entry) => equal(entry, now)) : within(seen, now));
  },
  starts: ([value]) => textual(value, startsText),
  ends: ([value]) => textual(value, endsText),
  matches: ([value]) => {
    const matches = compilePattern(value === undefined ? '' : String(value));
    return (seen) => isText(seen) && matches(String(seen));
  },
  greater: ([value]) => numeric(value, (seen, limit) => seen > limit),
  'at-least': ([value]) => numeric(value, (seen, limit) => seen >= limit),
  less: ([value]) => numeric(value, (seen, limit) => seen < limit),
  'at-most': ([value]) => numeric(value, (seen, limit) => seen <= limit),
  in: (values) => {
    const tests = values.map(equalTo);
    return (seen, now) => tests.some((test) => test(seen, now));
  },
  before: ([value]) => temporal(value, (seen, limit) => compareMoments(seen, limit) < 0),
  after: ([value]) => temporal(value, (seen, limit) => compareMoments(seen, limit) > 0),
  'days-ago-at-least': ([value]) => aged(value, (days, limit) => days >= limit),
  /** What lies ahead is not ago. */
  'days-ago-at-most': ([value]) => aged(value, (days, limit) => days >= 0 && days <= limit),
};

function exists(seen: Json | undefined): boolean {
  return seen !== undefined && seen !== null && seen !== '';
}

function equalTo(value: ScalarValue | undefined): Test {
  if (value === undefined) return () => false;
  const number = asNumber(value);
  const text = String(value).toLowerCase();
  return (seen) => {
    if (!isText(seen)) return false;
    // Two texts are compared as text ('007' is not '7'); as soon as one side is a number, as numbers.
    if (number !== undefined && (typeof value === 'number' || typeof seen === 'number')) {
      return asNumber(seen) === number;
    }
    return sameText(String(seen), text);
  };
}

function textual(value: ScalarValue | undefined, test: (seen: string, wanted: string) => boolean): Test {
  if (value === undefined) return () => false;
  const wanted = String(value).toLowerCase();
  return (seen) => isText(seen) && test(String(seen), wanted);
}

function numeric(value: ScalarValue | undefined, test: (seen: number, limit: number) => boolean): Test {
  const limit = asNumber(value);
  if (limit === undefined) return () => false;
  return (seen) => {
    const number = asNumber(seen);
    return number !== undefined && test(number, limit);
  };
}

function temporal(value: ScalarValue | undefined, test: (seen: Moment, limit: Moment) => boolean): Test {
  const limit = parseMoment(value);
  if (limit === undefined) return () => false;
  return (seen) => {
    const moment = parseMoment(seen);
    return moment !== undefined && test(moment, limit);
  };
}

function aged(value: ScalarValue | undefined, test: (days: number, limit: number) => boolean): Test {
  const limit = asNumber(value);
  if (limit === undefined) return () => false;
  return (seen, now) => {
    const moment = parseMoment(seen);
    return moment !== undefined && test(daysAgo(moment, now), limit);
  };
}

/** A number, or text that is one: `'12.50'` is, `''`, `'12 kg'` and `true` are not. */
function asNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return NUMBER.test(text) ? Number(text) : undefined;
}

function isText(value: Json | undefined): value is ScalarValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isMany(value: ScalarValue | readonly ScalarValue[]): value is readonly ScalarValue[] {
  return Array.isArray(value);
}
