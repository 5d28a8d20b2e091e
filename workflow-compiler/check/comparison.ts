/** Operators and the values that they compare with. */
import type { Static } from 'typebox';
import type { Finding } from '../diagnostics/finding.ts';
import type { Operator } from '../language/condition.ts';
import { parseMoment } from '../predicate/moment.ts';
import { patternProblem } from '../predicate/pattern.ts';

type Op = Static<typeof Operator>;
type Value = string | number | boolean;
export type Compared = { readonly op: Op; readonly value?: Value | readonly Value[] | undefined };

type Wanted = 'none' | 'one' | 'text' | 'number' | 'date' | 'list' | 'pattern';

const WANTED: { readonly [O in Op]: Wanted } = {
  exists: 'none',
  equals: 'one',
  'not-equals': 'one',
  contains: 'one',
  starts: 'text',
  ends: 'text',
  matches: 'pattern',
  greater: 'number',
  'at-least': 'number',
  less: 'number',
  'at-most': 'number',
  in: 'list',
  before: 'date',
  after: 'date',
  'days-ago-at-least': 'number',
  'days-ago-at-most': 'number',
};

const WORDS: { readonly [W in Wanted]: string } = {
  none: '`true` or `false`, or no value',
  one: 'one value',
  text: 'one text',
  number: 'one number',
  date: 'one date such as `2026-12-24`',
  list: 'a list of values',
  pattern: 'one regular expression',
};

export function comparison({ op, value }: Compared, at: string): readonly Finding[] {
  const wanted = WANTED[op];
  if (value === undefined)
    return wanted === 'none'
      ? []
      : [
          {
            code: 'COND-01',
            at,
            detail: `\`${op}\` has nothing to compare with.`,
            hint: `Add a \`value\`: ${WORDS[wanted]}.`,
          },
        ];
  if (!fits(value, wanted))
    return [
      {
        code: 'COND-02',
        at: `${at}/value`,
        detail: `\`${op}\` takes ${WORDS[wanted]}.`,
        hint:
          wanted === 'list'
            ? 'Put the value into a list, or use `equals`.'
            : 'Change the value or the operator.',
      },
    ];
  const problem = wanted === 'pattern' ? patternProblem(String(value)) : undefined;
  return problem === undefined
    ? []
    : [
        {
          code: 'COND-03',
          at: `${at}/value`,
          detail: `The pattern cannot be read: ${problem}.`,
          hint: 'Use RE2 syntax: no look-around, no back-references.',
        },
      ];
}

function fits(value: Value | readonly Value[], wanted: Wanted): boolean {
  if (isList(value)) return wanted === 'list';
  switch (wanted) {
    case 'none':
      return typeof value === 'boolean';
    case 'list':
      return false;
    case 'one':
    case 'text':
      return wanted === 'one' || typeof value === 'string';
    case 'pattern':
      return typeof value === 'string';
    case 'number':
      // Numbers are stored as text by many systems, and compared as numbers all the same.
      return (
        typeof value === 'number' || (typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value.trim()))
      );
    case 'date':
      return typeof value === 'string' && parseMoment(value) !== undefined;
  }
}

const isList = (value: Value | readonly Value[]): value is readonly Value[] => Array.isArray(value);
