/**
 * The values that a detail can have, as far as they decide comparisons: enough of them that, if none satisfies some
 * comparisons, no value does. Standard details have a form, which every way of setting them enforces.
 */
import type { Json } from '../../language/json.ts';

export type Value = string | number | boolean;

/** `other`: a value of the form that nobody wrote. */
export type Form = { readonly is: 'date' | 'word'; readonly pattern: RegExp; readonly other: string };

const MOMENT = /^\d{4}-\d\d-\d\dT/;

/** Standard details whose values are no numbers and, but for dates, no moments. Others may be any text. */
const FORMS: { readonly [detail: string]: Form } = {
  email: { is: 'word', pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/u, other: 'somebody@elsewhere.example' },
  language: { is: 'word', pattern: /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, other: 'qaa-x-none' },
  zone: {
    is: 'word',
    pattern: /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/,
    other: 'Antarctica/Troll',
  },
  birthday: { is: 'date', pattern: /^\d{4}-\d\d-\d\d$/, other: '1904-02-29' },
  createdAt: { is: 'date', pattern: MOMENT, other: '2001-02-03T04:05:06.007Z' },
  updatedAt: { is: 'date', pattern: MOMENT, other: '2001-02-03T04:05:06.007Z' },
  'address.country': { is: 'word', pattern: /^[A-Za-z]{2}$/, other: 'zz' },
};

export const formOf = (detail: string): Form | undefined =>
  Object.hasOwn(FORMS, detail) ? FORMS[detail] : undefined;

/** Everything worth trying against comparisons with the values given; `undefined` is a value that is not there. */
export function candidates(values: readonly Value[], form: Form | undefined): readonly (Json | undefined)[] {
  if (form !== undefined)
    return [undefined, form.other, ...values.filter((value) => form.pattern.test(String(value).trim()))];
  const numbers = around(values.map(asNumber).filter((number) => number !== undefined));
  return [
    ...[undefined, '', true, false, {}, 'a text that nobody wrote'],
    ...values.flatMap((value) => [value, String(value)]),
    ...numbers.flatMap((number) => [number, String(number)]),
  ];
}

/** The numbers, one below, one above, and one between each two neighbours. */
export function around(numbers: readonly number[]): readonly number[] {
  const sorted = [...new Set(numbers)].toSorted((a, b) => a - b);
  const between = sorted.slice(1).map((number, i) => (number + (sorted[i] ?? number)) / 2);
  return [(sorted[0] ?? 0) - 1, ...sorted, ...between, (sorted.at(-1) ?? 0) + 1];
}

function asNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
