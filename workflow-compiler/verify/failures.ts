/** Retry and Catch are well-formed, and the catcher of everything stands alone and last. */
import type { Json, JsonObject } from '../language/json.ts';
import { isList, objectsOf, type Problem, statesOf } from './read.ts';

export function failureProblems(machine: JsonObject): readonly Problem[] {
  return statesOf(machine)
    .filter(({ fields }) => fields.Type === 'Task')
    .flatMap(({ name, fields }) =>
      [...listProblems(fields.Retry, 'Retry'), ...listProblems(fields.Catch, 'Catch')]
        .concat(objectsOf(fields.Retry).flatMap(retryProblems))
        .concat(objectsOf(fields.Catch).flatMap(catchProblems))
        .map((problem) => ({ state: name, problem })),
    );
}

/** Rules for both lists: error names present, `States.ALL` alone and last. */
function listProblems(list: Json | undefined, field: string): readonly string[] {
  const entries = objectsOf(list);
  return [
    ...(field === 'Catch' && !entries.some(catchesAll) ? ['does not catch States.ALL.'] : []),
    ...entries.flatMap((entry, i) => {
      const errors = entry.ErrorEquals;
      if (!isList(errors) || errors.length === 0) return [`has a ${field} without ErrorEquals.`];
      if (!errors.includes('States.ALL')) return [];
      return errors.length === 1 && i === entries.length - 1
        ? []
        : [`has States.ALL in ${field}, but not alone and last.`];
    }),
  ];
}

const catchesAll = (entry: JsonObject): boolean =>
  isList(entry.ErrorEquals) && entry.ErrorEquals.includes('States.ALL');

/** The bounds of the service; all of these are constants, never expressions. */
const BOUNDS: { readonly [field: string]: readonly [least: number, most: number] } = {
  IntervalSeconds: [1, 99_999_999],
  MaxAttempts: [0, 99_999_999],
  BackoffRate: [1, 100],
  MaxDelaySeconds: [1, 31_622_400],
};

function retryProblems(retry: JsonObject): readonly string[] {
  return Object.entries(retry).flatMap(([field, value]) => {
    if (field === 'ErrorEquals') return [];
    if (field === 'JitterStrategy')
      return value === 'FULL' || value === 'NONE' ? [] : ['has an unknown JitterStrategy.'];
    const [least, most] = BOUNDS[field] ?? [];
    if (least === undefined || most === undefined) return [`has the unknown field ${field} in Retry.`];
    return typeof value === 'number' && value >= least && value <= most
      ? []
      : [`has ${field} out of bounds in Retry.`];
  });
}

const CATCH = ['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment'];

const catchProblems = (entry: JsonObject): readonly string[] => [
  ...(typeof entry.Next === 'string' ? [] : ['has a Catch without Next.']),
  ...Object.keys(entry)
    .filter((field) => !CATCH.includes(field))
    .map((field) => `has the unknown field ${field} in Catch.`),
];
