// Rules of a JSONPath Choice: comparisons of a Variable, and And, Or, Not over them.

import { runtimeFailure } from '../failure.ts';
import { parseInstant } from '../instant.ts';
import type { Json } from '../json.ts';
import { field, inner, list, type Place, refuse, text } from '../loading.ts';
import type { Scope } from '../scope.ts';
import { type Path, parsePath } from './path.ts';
import { read } from './payload.ts';

type Test = (scope: Scope) => boolean;
type Compare = (left: Json, right: Json) => boolean;

const FIELDS = new Set(['Variable', 'Next', 'Comment', 'Assign']);

function ordered(kind: (value: Json) => number | string | undefined): Readonly<Record<string, Compare>> {
  const by =
    (holds: (order: number) => boolean): Compare =>
    (left, right) => {
      const [a, b] = [kind(left), kind(right)];
      if (a === undefined || b === undefined) return false;
      return holds(a < b ? -1 : a > b ? 1 : 0);
    };
  return {
    Equals: by((order) => order === 0),
    LessThan: by((order) => order < 0),
    LessThanEquals: by((order) => order <= 0),
    GreaterThan: by((order) => order > 0),
    GreaterThanEquals: by((order) => order >= 0),
  };
}

function prefixed(prefix: string, group: Readonly<Record<string, Compare>>): [string, Compare][] {
  return Object.entries(group).map(([name, compare]) => [`${prefix}${name}`, compare]);
}

const COMPARISONS = new Map<string, Compare>([
  ...prefixed(
    'String',
    ordered((value) => (typeof value === 'string' ? value : undefined)),
  ),
  ...prefixed(
    'Numeric',
    ordered((value) => (typeof value === 'number' ? value : undefined)),
  ),
  ...prefixed(
    'Timestamp',
    ordered((value) => (typeof value === 'string' ? parseInstant(value) : undefined)),
  ),
  ['BooleanEquals', (left, right) => typeof left === 'boolean' && left === right],
  [
    'StringMatches',
    (left, right) => typeof left === 'string' && typeof right === 'string' && glob(left, right),
  ],
]);

const TYPES = new Map<string, (value: Json) => boolean>([
  ['IsNull', (value) => value === null],
  ['IsString', (value) => typeof value === 'string'],
  ['IsNumeric', (value) => typeof value === 'number'],
  ['IsBoolean', (value) => typeof value === 'boolean'],
  ['IsTimestamp', (value) => typeof value === 'string' && parseInstant(value) !== undefined],
]);

/** `*` stands for any text, `\*` for itself. Walked without a regular expression, so that no pattern is slow. */
function glob(value: string, pattern: string): boolean {
  const parts = pattern
    .split(/(?<!\\)\*/)
    .map((part) => part.replaceAll('\\*', '*').replaceAll('\\\\', '\\'));
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return value === first;
  if (!value.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

export function jsonpathRule(place: Place): Test {
  for (const name of ['And', 'Or'] as const) {
    if (field(place, name) === undefined) continue;
    const tests = list(place, name).map(jsonpathRule);
    return name === 'And'
      ? (scope) => tests.every((test) => test(scope))
      : (scope) => tests.some((test) => test(scope));
  }
  const negated = inner(place, 'Not');
  if (negated !== undefined) {
    const test = jsonpathRule(negated);
    return (scope) => !test(scope);
  }
  return comparison(place);
}

function comparison(place: Place): Test {
  const path = parsePath(text(place, 'Variable') ?? '');
  const operators = Object.keys(place.object).filter((name) => !FIELDS.has(name));
  const [operator = ''] = operators;
  const value = field(place, operator) ?? null;
  if (path === undefined || operators.length !== 1) {
    refuse(place, '', 'A rule needs one `Variable` path and one comparison.');
    return () => false;
  }
  if (operator === 'IsPresent') return (scope) => (read(path, scope) !== undefined) === value;
  const type = TYPES.get(operator);
  if (type !== undefined) return (scope) => type(found(path, scope)) === value;
  const byPath = operator.endsWith('Path') ? parsePath(String(value)) : undefined;
  const compare = COMPARISONS.get(operator.replace(/Path$/, ''));
  if (compare === undefined || (operator.endsWith('Path') && byPath === undefined)) {
    refuse(place, operator, `\`${operator}\` is no comparison this interpreter knows.`);
    return () => false;
  }
  return (scope) => compare(found(path, scope), byPath === undefined ? value : found(byPath, scope));
}

function found(path: Path, scope: Scope): Json {
  const value = read(path, scope);
  if (value !== undefined) return value;
  throw runtimeFailure(
    `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
  );
}
