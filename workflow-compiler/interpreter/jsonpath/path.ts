// JSONPath as far as the language's older half needs it: `$`, `$$` and `$name`, then members, indices, slices, wildcards
// and deep search. Filters are refused by name.

import { isJsonArray, isJsonObject, type Json, member } from '../json.ts';

type Step =
  | { readonly kind: 'member'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly places: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly by: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'deep'; readonly name: string };

/** `root` is `$`, `$$` or the name of a variable. A definite path selects one value; others select a list. */
export type Path = {
  readonly text: string;
  readonly root: string;
  readonly steps: readonly Step[];
  readonly definite: boolean;
};

const ROOT = /^\$(\$|[\p{ID_Start}_][\p{ID_Continue}]*)?/u;
const STEPS: readonly (readonly [RegExp, (match: RegExpExecArray) => Step])[] = [
  [/^\.\.\*/y, () => ({ kind: 'deep', name: '*' })],
  [/^\.\.([^.[\]()*?,\s]+)/y, (match) => ({ kind: 'deep', name: match[1] ?? '' })],
  [/^(?:\.\*|\[\*\])/y, () => ({ kind: 'all' })],
  [/^\.([^.[\]()*?,\s]+)/y, (match) => ({ kind: 'member', names: [match[1] ?? ''] })],
  [/^\[\s*((?:'[^']*'|"[^"]*")(?:\s*,\s*(?:'[^']*'|"[^"]*"))*)\s*\]/y, (match) => named(match[1] ?? '')],
  [
    /^\[\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\]/y,
    (match) => ({ kind: 'index', places: (match[1] ?? '').split(',').map(Number) }),
  ],
  [/^\[\s*(-?\d*)\s*:\s*(-?\d*)\s*(?::\s*(\d+))?\s*\]/y, (match) => slice(match)],
];

function named(text: string): Step {
  const names = [...text.matchAll(/'([^']*)'|"([^"]*)"/g)].map((match) => match[1] ?? match[2] ?? '');
  return { kind: 'member', names };
}

function slice([, from = '', to = '', by = '1']: RegExpExecArray): Step {
  const bounds = { ...(from === '' ? {} : { from: Number(from) }), ...(to === '' ? {} : { to: Number(to) }) };
  return { kind: 'slice', ...bounds, by: Math.max(1, Number(by)) };
}

/** Undefined for text that is no path we know. */
export function parsePath(text: string): Path | undefined {
  const root = ROOT.exec(text);
  if (root === null) return undefined;
  const steps: Step[] = [];
  let rest = text.slice(root[0].length);
  while (rest !== '') {
    const found = firstStep(rest);
    if (found === undefined) return undefined;
    steps.push(found.step);
    rest = rest.slice(found.length);
  }
  const definite = steps.every(
    (step) =>
      (step.kind === 'member' && step.names.length === 1) ||
      (step.kind === 'index' && step.places.length === 1),
  );
  return { text, root: root[1] === undefined ? '$' : root[1] === '$' ? '$$' : root[1], steps, definite };
}

function firstStep(rest: string): { readonly step: Step; readonly length: number } | undefined {
  for (const [pattern, make] of STEPS) {
    pattern.lastIndex = 0;
    const match = pattern.exec(rest);
    if (match !== null) return { step: make(match), length: match[0].length };
  }
  return undefined;
}

/** The selected value, the list of an indefinite path, or undefined if a definite path leads nowhere. */
export function select(path: Path, from: Json): Json | undefined {
  let found: readonly Json[] = [from];
  for (const step of path.steps) found = found.flatMap((value) => take(step, value));
  return path.definite ? found[0] : found;
}

function take(step: Step, value: Json): readonly Json[] {
  switch (step.kind) {
    case 'member':
      return present(step.names.map((name) => (isJsonObject(value) ? member(value, name) : undefined)));
    case 'index':
      return isJsonArray(value) ? present(step.places.map((place) => value.at(place))) : [];
    case 'slice':
      return isJsonArray(value) ? value.slice(step.from, step.to).filter((_, at) => at % step.by === 0) : [];
    case 'all':
      return children(value);
    case 'deep':
      return deep(step.name, value);
  }
}

function deep(name: string, value: Json): readonly Json[] {
  const here = name === '*' ? children(value) : isJsonObject(value) ? present([member(value, name)]) : [];
  return [...here, ...children(value).flatMap((child) => deep(name, child))];
}

function children(value: Json): readonly Json[] {
  if (isJsonArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function present(values: readonly (Json | undefined)[]): readonly Json[] {
  return values.filter((value) => value !== undefined);
}
