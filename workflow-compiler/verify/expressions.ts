/**
 * Every string that Step Functions would take for an expression is one: it parses, and reaches data only through
 * `$states`, since a bare name at the top is refused when the machine is created.
 */
import jsonata from 'jsonata';
import type { Json, JsonObject } from '../language/json.ts';
import { type Problem, statesOf } from './read.ts';

export function expressionProblems(machine: JsonObject): readonly Problem[] {
  // Machines repeat few expressions many times.
  const known = new Map<string, string | undefined>();
  const problemOf = (text: string): string | undefined => {
    if (!known.has(text)) known.set(text, problemOfExpression(text));
    return known.get(text);
  };
  return statesOf(machine).flatMap(({ name, fields }) =>
    stringsOf(fields).flatMap((text): Problem[] => {
      const problem = text.includes('{%') || text.includes('%}') ? problemOf(text) : undefined;
      return problem === undefined ? [] : [{ state: name, problem }];
    }),
  );
}

function problemOfExpression(text: string): string | undefined {
  const match = /^\{%([\s\S]*)%\}$/.exec(text);
  if (match === null) return `contains \`${text}\`, which is half an expression.`;
  try {
    const free = freeName(jsonata(match[1] ?? '').ast());
    return free === undefined ? undefined : `refers to \`${free}\` at the top level.`;
  } catch {
    return `contains \`${text}\`, which is not JSONata.`;
  }
}

/** The first name, `$` or `$$` that is not reached through a variable or a function. */
function freeName(node: unknown): string | undefined {
  if (Array.isArray(node)) return firstOf(node, freeName);
  if (!isNode(node)) return undefined;
  if (node.type === 'name') return String(node.value);
  if (node.type === 'variable' && (node.value === '' || node.value === '$')) return `$${node.value}`;
  // Only the head of a path is free; what follows is reached through it.
  if (node.type === 'path') return Array.isArray(node.steps) ? freeName(node.steps[0]) : undefined;
  return firstOf(Object.values(node), freeName);
}

const isNode = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null;

function firstOf<T, R>(list: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of list) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function stringsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
