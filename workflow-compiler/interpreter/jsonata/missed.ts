// What plain expressions share: their form, the answer "cannot tell", and the questions asked of a node before.

import type { Bindings } from './env.ts';
import { type Node, pairs } from './tree.ts';

/** The answer of a plain expression that cannot tell: ask the closure. */
export const MISSED = Symbol('missed');

/** Gives JSON as it is, `undefined` for nothing, or MISSED. */
export type Plain = (base: Bindings) => unknown;
export type CompilePlain = (node: Node) => Plain | undefined;

/** One pair of an object constructor whose key is written out. */
export type PlainEntry = readonly [key: string, value: Plain];

const MORE = [
  'predicate',
  'stages',
  'group',
  'keepArray',
  'keepSingletonArray',
  'consarray',
  'thunk',
  'tuple',
  'focus',
  'index',
  'ancestor',
  'seekingParent',
];

/** Whether a node means no more than its type says. */
export function isBare(node: Node): boolean {
  return MORE.every((field) => node[field] === undefined);
}

/** Names that no object has from JavaScript itself: for these reading a member is reading the data. */
export function isSafe(name: string): boolean {
  return !(name in Object.prototype);
}

/** All of them, or undefined if one is missing. */
export function allPlain(nodes: readonly Node[], compile: CompilePlain): readonly Plain[] | undefined {
  const made = nodes.map(compile).filter((one) => one !== undefined);
  return made.length === nodes.length ? made : undefined;
}

/** The pairs of `{…}`, if every key is a text and every value plain. */
export function entriesOf(node: Node, compile: CompilePlain): readonly PlainEntry[] | undefined {
  if (node.type !== 'unary' || node.value !== '{' || !isBare(node)) return undefined;
  const made: PlainEntry[] = [];
  for (const [key, value] of pairs(node)) {
    const plain = compile(value);
    const name = key.type === 'string' ? String(key.value) : undefined;
    // A key given twice is an error that jsonata words.
    const known = made.some(([other]) => other === name);
    if (plain === undefined || name === undefined || !isSafe(name) || known) return undefined;
    made.push([name, plain]);
  }
  return made;
}
