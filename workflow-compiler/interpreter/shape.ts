// The data fields of a state in JSONata: Arguments, Output, Assign. (jsonpath/shape.ts does the other language.)
// Output and Assign are computed from the same snapshot; new values show in the next state.

import { queryFailure, tooLarge } from './failure.ts';
import type { Json } from './json.ts';
import { isJsonObject } from './json.ts';
import { escaped, field, onlyFields, type Place, refuse } from './loading.ts';
import type { Outcome, Shape } from './nodes.ts';
import type { Scope } from './scope.ts';
import { isLarger } from './size.ts';
import { type Known, template } from './template.ts';

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** `known` tells whether the state has a result. `prefix` names the place in causes, e.g. `Catch[0]/`. */
export function outcomeFields(
  place: Place,
  known: Known,
  prefix: string,
): (scope: Scope, otherwise: Json) => Outcome {
  const output = template(place, 'Output', known, `${prefix}Output`);
  const assign = template(place, 'Assign', known, `${prefix}Assign`);
  checkNames(place);
  return (scope, otherwise) => {
    const assigned = assign?.(scope);
    const value = output === undefined ? otherwise : output(scope);
    if (assigned === undefined) return { output: value };
    if (!isJsonObject(assigned)) throw queryFailure('Assign must be an object.', `${prefix}Assign`);
    if (isLarger(assigned)) throw tooLarge(scope.thread.state);
    return { output: value, assigned };
  };
}

export function checkNames(place: Place): void {
  const assign = field(place, 'Assign');
  if (assign === undefined) return;
  if (!isJsonObject(assign)) {
    refuse(place, 'Assign', '`Assign` must be an object.');
    return;
  }
  for (const key of Object.keys(assign)) {
    const name = place.language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
    if (!NAME.test(name) || name.length > 80)
      refuse(place, `Assign/${escaped(key)}`, `\`${name}\` is no name for a variable.`);
    if (name === 'states') refuse(place, `Assign/${escaped(key)}`, '`states` is reserved.');
  }
}

export function jsonataShape(place: Place, hasResult: boolean): Shape {
  const args = template(place, 'Arguments', 'nothing');
  const complete = outcomeFields(place, hasResult ? 'result' : 'nothing', '');
  return {
    effective: (scope) => (args === undefined ? scope.input : args(scope)),
    complete: (scope, _effective, result) =>
      result === undefined ? complete(scope, scope.input) : complete({ ...scope, result }, result),
  };
}

export function allowFields(place: Place, common: string, jsonata: string, jsonpath: string): void {
  const names = `Type Comment QueryLanguage ${common} ${place.language === 'JSONata' ? jsonata : jsonpath}`;
  onlyFields(place, names.split(' '));
}
