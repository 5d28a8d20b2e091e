// Fields that may hold JSONata anywhere inside: constants stay constants, each `{% … %}` becomes an expression.

import { evaluate } from './evaluate.ts';
import { isJsonObject, type Json } from './json.ts';
import { compileExpression, type Expression, isHalfOpen, sourceOf } from './jsonata/expression.ts';
import { escaped, type Place, refuse } from './loading.ts';
import type { Compute } from './scope.ts';

/** The `$states` fields that exist at a place besides `input` and `context`. */
export type Known = 'nothing' | 'result' | 'errorOutput';

const HIDDEN: Readonly<Record<Known, readonly string[]>> = {
  nothing: ['result', 'errorOutput'],
  result: ['errorOutput'],
  errorOutput: ['result'],
};

/** `label` is the field as AWS names it in causes, e.g. `Choices[0]/Condition`. */
export function template(
  place: Place,
  name: string,
  known: Known,
  label: string = name,
): Compute | undefined {
  const value = place.object[name];
  return value === undefined ? undefined : compile(place, value, name, label, known);
}

function compile(place: Place, value: Json, pointer: string, label: string, known: Known): Compute {
  if (typeof value === 'string') {
    const expression = expressionIn(place, value, pointer, known);
    return expression === undefined ? () => value : (scope) => evaluate(scope, expression, label);
  }
  if (!holdsExpression(value)) return () => value;
  if (Array.isArray(value)) {
    const items = value.map((item: Json, at) =>
      compile(place, item, `${pointer}/${at}`, `${label}[${at}]`, known),
    );
    return (scope) => items.map((item) => item(scope));
  }
  const entries = Object.entries(isJsonObject(value) ? value : {}).map(
    ([key, item]) =>
      [key, compile(place, item, `${pointer}/${escaped(key)}`, `${label}/${key}`, known)] as const,
  );
  return (scope) => {
    const made: Record<string, Json> = {};
    for (const [key, compute] of entries) made[key] = compute(scope);
    return made;
  };
}

/** The expression a text holds; a broken one is refused and treated as plain text. */
function expressionIn(place: Place, text: string, pointer: string, known: Known): Expression | undefined {
  const source = sourceOf(text);
  if (source === undefined) {
    if (isHalfOpen(text)) refuse(place, pointer, 'INVALID_JSONATA_EXPRESSION: It is opened or closed alone.');
    return undefined;
  }
  const compiled = compileExpression(source, HIDDEN[known]);
  if ('expression' in compiled) return compiled.expression;
  for (const problem of compiled.problems) refuse(place, pointer, problem);
  return undefined;
}

/** A text in between is compiled too: what is wrong with it is found there. */
function holdsExpression(value: Json): boolean {
  if (typeof value === 'string') return value.startsWith('{%') || value.endsWith('%}');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsExpression);
}
