// The intrinsic functions of JSONPath states. `States.MathRandom`, `States.UUID` take their randomness from the world.

import { StateFailure } from '../failure.ts';
import { isJsonArray, isJsonObject, type Json, parseJson } from '../json.ts';
import * as added from '../jsonata/added.ts';
import { deepEqual } from '../jsonata/sequence.ts';
import type { Compute, Scope } from '../scope.ts';
import { base64Decode, base64Encode } from './base64.ts';

type Intrinsic = (args: readonly Json[], scope: Scope) => Json | undefined;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Format: ([pattern, ...values]) => format(pattern, values),
  StringToJson: ([text]) => (typeof text === 'string' ? parseJson(text) : undefined),
  JsonToString: ([value]) => JSON.stringify(value),
  Array: (args) => args,
  ArrayPartition: ([array, size]) =>
    isJsonArray(array) && typeof size === 'number' && size > 0
      ? Array.from({ length: Math.ceil(array.length / size) }, (_, at) =>
          array.slice(at * size, at * size + size),
        )
      : undefined,
  ArrayContains: ([array, value]) =>
    isJsonArray(array) ? array.some((item) => deepEqual(item, value)) : undefined,
  ArrayRange: ([from, to, by]) => range(from, to, by),
  ArrayGetItem: ([array, at]) =>
    isJsonArray(array) && typeof at === 'number' && at >= 0 ? array[at] : undefined,
  ArrayLength: ([array]) => (isJsonArray(array) ? array.length : undefined),
  ArrayUnique: ([array]) =>
    isJsonArray(array)
      ? array.filter((item, at) => array.findIndex((other) => deepEqual(item, other)) === at)
      : undefined,
  Base64Encode: ([text]) => (typeof text === 'string' ? base64Encode(text) : undefined),
  Base64Decode: ([text]) => (typeof text === 'string' ? base64Decode(text) : undefined),
  Hash: ([value, algorithm]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const digest = added.hash(text, algorithm);
    return typeof digest === 'string' ? digest : undefined;
  },
  JsonMerge: ([left, right, deep]) =>
    isJsonObject(left) && isJsonObject(right) && deep === false ? { ...left, ...right } : undefined,
  MathRandom: ([from, to, seed], { run }) => {
    if (typeof from !== 'number' || typeof to !== 'number') return undefined;
    const draw = typeof seed === 'number' ? added.seededRandom(seed) : run.world.random();
    return Math.floor(from + draw * (to - from));
  },
  MathAdd: ([left, right]) =>
    typeof left === 'number' && typeof right === 'number' ? Math.round(left) + Math.round(right) : undefined,
  StringSplit: ([text, separators]) =>
    typeof text === 'string' && typeof separators === 'string' ? split(text, separators) : undefined,
  UUID: (_args, { run }) => added.uuid(run.world.random),
};

function format(pattern: Json | undefined, values: readonly Json[]): Json | undefined {
  if (typeof pattern !== 'string') return undefined;
  let at = 0;
  const text = pattern.replace(/\{\}/g, () => {
    const value = values[at++];
    return typeof value === 'string' ? value : JSON.stringify(value ?? null);
  });
  return at === values.length ? text : undefined;
}

function range(from: Json | undefined, to: Json | undefined, by: Json | undefined): Json | undefined {
  if (typeof from !== 'number' || typeof to !== 'number' || typeof by !== 'number' || by === 0)
    return undefined;
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  return length > 1000 ? undefined : Array.from({ length }, (_, at) => from + at * by);
}

/** Every character of `separators` separates; empty parts are left out. */
function split(text: string, separators: string): readonly string[] {
  const parts: string[] = [''];
  for (const letter of text) {
    if (separators.includes(letter)) parts.push('');
    else parts.push((parts.pop() ?? '') + letter);
  }
  return parts.filter((part) => part !== '');
}

type Parsed = { readonly compute: Compute; readonly rest: string };

/** The call as a Compute, or what is wrong with it. `path` reads a path argument. */
export function parseIntrinsic(text: string, path: (text: string) => Compute | undefined): Compute | string {
  const parsed = call(text.trim(), path);
  if (typeof parsed === 'string') return parsed;
  return parsed.rest.trim() === '' ? parsed.compute : `\`${text}\` is no intrinsic function call.`;
}

function call(text: string, path: (text: string) => Compute | undefined): Parsed | string {
  const head = /^States\.(\w+)\s*\(\s*/.exec(text);
  const run =
    head === null || !Object.hasOwn(INTRINSICS, head[1] ?? '') ? undefined : INTRINSICS[head[1] ?? ''];
  if (head === null || run === undefined)
    return `\`${text}\` is no intrinsic function this interpreter knows.`;
  const args: Compute[] = [];
  let rest = text.slice(head[0].length);
  while (!rest.startsWith(')')) {
    const parsed = argument(rest, path);
    if (typeof parsed === 'string') return parsed;
    args.push(parsed.compute);
    rest = parsed.rest.trimStart();
    if (rest.startsWith(',')) rest = rest.slice(1).trimStart();
    else if (!rest.startsWith(')')) return `\`${text}\` lacks a comma or a bracket.`;
  }
  const compute: Compute = (scope) => {
    const values = args.map((arg) => arg(scope));
    const result = attempt(() => run(values, scope));
    if (result !== undefined) return result;
    const cause = `Invalid arguments in ${head[0].replace(/\s*\(\s*$/, '')}: ${JSON.stringify(values)}`;
    throw new StateFailure({ error: 'States.IntrinsicFailure', cause, located: true });
  };
  return { compute, rest: rest.slice(1) };
}

function attempt(run: () => Json | undefined): Json | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function argument(text: string, path: (text: string) => Compute | undefined): Parsed | string {
  if (text.startsWith('States.')) return call(text, path);
  const quoted = /^'((?:[^'\\]|\\.)*)'/.exec(text);
  if (quoted !== null) {
    const value = (quoted[1] ?? '').replace(/\\(.)/g, '$1');
    return { compute: () => value, rest: text.slice(quoted[0].length) };
  }
  const constant = /^(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/.exec(text);
  if (constant !== null) {
    const value = parseJson(constant[0]);
    return { compute: () => value, rest: text.slice(constant[0].length) };
  }
  const reference = /^\$(?:\[[^\]]*\]|[^,()[\]\s])*/.exec(text);
  const compute = reference === null ? undefined : path(reference[0]);
  if (reference === null || compute === undefined)
    return `\`${text}\` is no argument this interpreter knows.`;
  return { compute, rest: text.slice(reference[0].length) };
}
