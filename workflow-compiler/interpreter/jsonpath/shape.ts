// The data fields of a state in JSONPath: InputPath, Parameters, ResultSelector, ResultPath, OutputPath, Assign.

import { StateFailure } from '../failure.ts';
import { isJsonObject, type Json } from '../json.ts';
import { field, type Place, refuse } from '../loading.ts';
import type { Outcome, Shape } from '../nodes.ts';
import type { Compute, Scope } from '../scope.ts';
import { checkNames } from '../shape.ts';
import { jsonpathPayload, pathOrIntrinsic } from './payload.ts';

export function jsonpathShape(place: Place, isMap: boolean): Shape {
  const input = selecting(place, 'InputPath');
  // In a Map, Parameters is the old name of ItemSelector and belongs to the items.
  const parameters = isMap ? undefined : jsonpathPayload(place, 'Parameters');
  const selector = jsonpathPayload(place, 'ResultSelector');
  const store = resultPath(place);
  const output = selecting(place, 'OutputPath');
  const assign = assigning(place);
  const effective: Compute = (scope) => {
    const selected = input(scope);
    return parameters === undefined ? selected : parameters({ ...scope, input: selected });
  };
  return {
    effective,
    complete: (scope, given, result) => {
      const raw = result === undefined ? given : result;
      const selected = selector === undefined ? raw : selector({ ...scope, input: raw });
      const assigned = assign({ ...scope, input: raw });
      const stored = store(scope.input, selected);
      return { output: output({ ...scope, input: stored }), ...assigned };
    },
  };
}

/** InputPath and OutputPath: absent is `$`, null is the empty object. */
function selecting(place: Place, name: string): Compute {
  const value = field(place, name);
  if (value === undefined || value === '$') return (scope) => scope.input;
  if (value === null) return () => ({});
  if (typeof value === 'string') return pathOrIntrinsic(place, name, value);
  refuse(place, name, `\`${name}\` must be a path or null.`);
  return () => null;
}

function assigning(place: Place): (scope: Scope) => Pick<Outcome, 'assigned'> {
  checkNames(place);
  const assign = jsonpathPayload(place, 'Assign');
  return (scope) => {
    const assigned = assign?.(scope);
    return isJsonObject(assigned) ? { assigned } : {};
  };
}

/** A rule's own Assign, which takes the place of the state's. */
export function jsonpathAssign(place: Place): ((scope: Scope) => Outcome) | undefined {
  if (field(place, 'Assign') === undefined) return undefined;
  const assign = assigning(place);
  return (scope) => ({ output: scope.input, ...assign(scope) });
}

export function jsonpathCatch(place: Place): (scope: Scope) => Outcome {
  const store = resultPath(place);
  const assign = assigning(place);
  return (scope) => {
    const error = scope.errorOutput ?? null;
    return { output: store(scope.input, error), ...assign({ ...scope, input: error }) };
  };
}

/** ResultPath: where the result goes in the state's input. `$` replaces it, null discards the result. */
function resultPath(place: Place): (input: Json, result: Json) => Json {
  const value = field(place, 'ResultPath');
  if (value === undefined || value === '$') return (_input, result) => result;
  if (value === null) return (input) => input;
  const keys = typeof value === 'string' ? referenceKeys(value) : undefined;
  if (keys === undefined) {
    refuse(place, 'ResultPath', '`ResultPath` must be a reference path or null.');
    return (_input, result) => result;
  }
  return (input, result) => insert(input, keys, result);
}

function referenceKeys(text: string): readonly string[] | undefined {
  if (!/^\$(?:\.[^.[\]()*?,\s]+|\['[^']*'\]|\["[^"]*"\])+$/.test(text)) return undefined;
  const steps = text.matchAll(/\.([^.[\]]+)|\['([^']*)'\]|\["([^"]*)"\]/g);
  return [...steps].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function insert(input: Json, keys: readonly string[], result: Json): Json {
  const [key, ...rest] = keys;
  if (key === undefined) return result;
  if (!isJsonObject(input)) {
    const cause = 'Unable to apply the ResultPath to an input that is no object.';
    throw new StateFailure({ error: 'States.ResultPathMatchFailure', cause, located: true });
  }
  const inner = Object.hasOwn(input, key) ? input[key] : undefined;
  const next = rest.length === 0 ? result : insert(isJsonObject(inner) ? inner : {}, rest, result);
  return { ...input, [key]: next };
}
