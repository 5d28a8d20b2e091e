/**
 * A leaf as data: where it looks and what it asks, for the leaves that most conditions consist of. A program (`program.ts`) asks
 * such a leaf without calling anything. What a probe does not settle itself it hands to the leaf's own test, so that there is
 * one meaning.
 */
import { keepsLength } from './caseless.ts';
import { type Comparison, compileComparison, type Test } from './comparison.ts';

/**
 * Where a probe looks: 0 a custom detail, 1 a standard one, 2 the tags, 3 the lists, 4 a consent, 5 the score, 6 a property of the
 * event; -1 nowhere. Numbers, because a `switch` over numbers written out is one jump, over names it is a comparison each.
 */
export type From = -1 | 0 | 1 | 2 | 3 | 4 | 5 | 6;

/**
 * What a probe asks: 0 all of it is the test's business, 1 is it there, 2 is it this text (which no text of another length is), 3 does it begin so, 4 greater, 5 at least,
 * 6 less, 7 at most, 8 is it there and not empty, 9 is it exactly this text, 12 is it one of these texts (as 2). Not of probes: 10 call the leaf, 11 the end.
 */
export type Asks = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;

export type Probe = Question & {
  readonly from: From;
  /** Safe to read: no object has it from JavaScript itself. */
  readonly key: string;
};

/** The text or texts (lower-case) or the number that a value is held against. */
export type Wanted = string | number | readonly string[];

export type Question = {
  readonly asks: Asks;
  readonly wanted: Wanted;
  readonly test: Test;
  /** The leaf holds where the question is answered with no. */
  readonly negated?: boolean;
};

const NUMERIC: { readonly [op: string]: Asks } = { greater: 4, 'at-least': 5, less: 6, 'at-most': 7 };

const never: Test = () => false;

/** What is asked of a value by a comparison. */
export function questionOf(comparison: Comparison): Question {
  const { op, value } = comparison;
  const test = compileComparison(comparison);
  const asked: Question = { asks: 0, wanted: '', test };
  if (op === 'exists') {
    const negated = (typeof value === 'object' ? value[0] : value) === false;
    return { ...asked, asks: 8, negated };
  }
  if (op === 'not-equals') return { ...questionOf({ ...comparison, op: 'equals' }), negated: true };
  // Two texts are compared as text, also where both are numbers.
  if (typeof value === 'string') {
    const wanted = value.toLowerCase();
    if (op === 'equals') return keepsLength(wanted) ? { ...asked, asks: 2, wanted } : asked;
    if (op === 'starts') return { ...asked, asks: 3, wanted };
  }
  if (op === 'in' && typeof value === 'object') {
    const texts = value.flatMap((one) => (typeof one === 'string' ? one.toLowerCase() : []));
    return texts.length === value.length && texts.every(keepsLength)
      ? { ...asked, asks: 12, wanted: texts }
      : asked;
  }
  const asks = NUMERIC[op];
  if (asks !== undefined && typeof value === 'number') return { ...asked, asks, wanted: value };
  return asked;
}

/** Whether something stands at a key. */
export const present: Question = { asks: 1, wanted: '', test: never };

/** Whether exactly this text does. */
export function exactly(text: string): Question {
  return { ...present, asks: 9, wanted: text };
}

/** A name that reading a member of any object cannot confuse with what JavaScript gives all objects. */
export function isSafe(name: string): boolean {
  return !(name in Object.prototype);
}
