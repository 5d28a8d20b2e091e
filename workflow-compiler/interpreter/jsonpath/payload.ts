// Payload templates of JSONPath states: an object whose keys ending in `.$` hold a path or an intrinsic function.

import { contextOf } from '../context.ts';
import { runtimeFailure } from '../failure.ts';
import { isJsonObject, type Json } from '../json.ts';
import { escaped, field, type Place, refuse } from '../loading.ts';
import { type Compute, readVariable, type Scope } from '../scope.ts';
import { parseIntrinsic } from './intrinsics.ts';
import { type Path, parsePath, select } from './path.ts';

/** The template in a field, or undefined if the field is absent. */
export function jsonpathPayload(place: Place, name: string): Compute | undefined {
  const value = field(place, name);
  return value === undefined ? undefined : payload(place, name, value);
}

function payload(place: Place, pointer: string, value: Json): Compute {
  if (Array.isArray(value)) {
    const items = value.map((item: Json, at) => payload(place, `${pointer}/${at}`, item));
    return (scope) => items.map((item) => item(scope));
  }
  if (!isJsonObject(value)) return () => value;
  const entries = Object.entries(value).map(([key, item]) => {
    if (!key.endsWith('.$')) return [key, payload(place, `${pointer}/${escaped(key)}`, item)] as const;
    if (typeof item === 'string')
      return [key.slice(0, -2), pathOrIntrinsic(place, `${pointer}/${escaped(key)}`, item)] as const;
    refuse(
      place,
      `${pointer}/${escaped(key)}`,
      'A field ending in `.$` must hold a path or an intrinsic function.',
    );
    return [key, () => null] as const;
  });
  return (scope) => {
    const made: Record<string, Json> = {};
    for (const [key, compute] of entries) made[key] = compute(scope);
    return made;
  };
}

/** A path, or a call like `States.Format('{}', $.x)`. */
export function pathOrIntrinsic(place: Place, pointer: string, text: string): Compute {
  if (text.startsWith('States.')) {
    const call = parseIntrinsic(text, (inner) => pathCompute(inner, pointer));
    if (typeof call === 'function') return call;
    refuse(place, pointer, call);
    return () => null;
  }
  const compute = pathCompute(text, pointer);
  if (compute !== undefined) return compute;
  refuse(place, pointer, `\`${text}\` is no path this interpreter knows.`);
  return () => null;
}

function pathCompute(text: string, pointer: string): Compute | undefined {
  const path = parsePath(text);
  if (path === undefined) return undefined;
  return (scope) => {
    const found = read(path, scope);
    if (found !== undefined) return found;
    const fieldName = pointer.split('/').at(-1) ?? pointer;
    const cause = `The JSONPath '${text}' specified for the field '${fieldName}' could not be found in the input '${JSON.stringify(scope.input)}'`;
    if (/Path$/.test(fieldName)) throw runtimeFailure(`Invalid path '${text}' : No results for path.`);
    throw runtimeFailure(cause);
  };
}

/** What a path selects in a scope; undefined if it leads nowhere. */
export function read(path: Path, scope: Scope): Json | undefined {
  if (path.root === '$') return select(path, scope.input);
  if (path.root === '$$') return select(path, contextOf(scope));
  const value = readVariable(scope, path.root);
  return value === undefined ? undefined : select(path, value);
}
