/**
 * Some members of many bodies: which ones, where SQLite finds them, and the bodies made of what it found. Its reader of JSON looks
 * for a few members in a third of the time that `JSON.parse` takes for all of them.
 */
import type { Json } from '../../../workflow-compiler/language/json.ts';
import { isObject } from './row.ts';

export type Path = readonly string[];

/** Which members are kept of an object: all of one, or some of what it holds. */
export type Members = ReadonlyMap<string, Members | 'all'>;

export function has(members: Members, [name = '', ...below]: Path): boolean {
  const inner = members.get(name);
  return inner === 'all' || (inner !== undefined && below.length > 0 && has(inner, below));
}

export function withPath(members: Members, path: Path): Members {
  const [name = '', ...below] = path;
  if (has(members, path)) return members;
  const inner = members.get(name) ?? new Map();
  return new Map([
    ...members,
    [name, below.length === 0 || inner === 'all' ? 'all' : withPath(inner, below)],
  ]);
}

/** Of a body that has been parsed. */
export function reduced(body: Json, members: Members): Json {
  const made: Record<string, Json> = {};
  if (!isObject(body)) return body;
  for (const [name, inner] of members) {
    const found = Object.hasOwn(body, name) ? body[name] : undefined;
    if (found === undefined) continue;
    const value = inner === 'all' ? found : reduced(found, inner);
    if (name === '__proto__') Object.defineProperty(made, name, { value, enumerable: true });
    else made[name] = value;
  }
  return made;
}

/** `paths`: what SQLite is asked for, in its own writing. `body`: of the values in that order, `null` where there is none. */
export type Extraction = {
  readonly paths: readonly string[];
  readonly body: (values: readonly Json[]) => Json;
};

/** A member of the body to be made: the value at a place, or an object of such members. */
type Piece = { readonly name: string } & (
  | { readonly at: number; readonly of: Members | 'all' }
  | { readonly pieces: readonly Piece[] }
);

/** Looking for more than these takes longer than `JSON.parse` of all. */
const MOST = 100;

/**
 * @example extractionOf(new Map([['card', new Map([['id', 'all']])]])).paths // ['$."card"."id"']
 */
export function extractionOf(members: Members): Extraction {
  const paths: string[] = [];
  const whole = (path: string): number => paths.push(path) - 1;
  const piecesOf = (inside: Members, path: string): readonly Piece[] =>
    [...inside].map(([name, of]): Piece => {
      const below = `${path}."${name}"`;
      return of === 'all' || ![...of.keys()].every(isPlain)
        ? { name, at: whole(below), of }
        : { name, pieces: piecesOf(of, below) };
    });
  const pieces = [...members.keys()].every(isPlain) ? piecesOf(members, '$') : [];
  if (pieces.length === 0 || paths.length > MOST)
    return { paths: ['$'], body: ([found = null]) => reduced(found, members) };
  return { paths, body: (values) => made(pieces, values) };
}

/** What is nowhere is left out, and so is `null`, which SQLite does not tell from it. */
function made(pieces: readonly Piece[], values: readonly Json[]): Json {
  const body: Record<string, Json> = {};
  for (const piece of pieces) {
    if ('pieces' in piece) {
      body[piece.name] = made(piece.pieces, values);
      continue;
    }
    const found = values[piece.at] ?? null;
    if (found !== null) body[piece.name] = piece.of === 'all' ? found : reduced(found, piece.of);
  }
  return body;
}

/** A name that stands between quotes in a path as it does in JSON, without escapes, and that an object has from nobody else. */
function isPlain(name: string): boolean {
  return name !== '' && name !== '__proto__' && JSON.stringify(name) === `"${name}"`;
}
