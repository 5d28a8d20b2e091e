// Expressions over plain data, the shortest way: what our own compiler emits needs no sequences, no frames and no context,
// so it is computed on the data as it is. Whatever is unusual when it runs (an array inside a path, a value of another type,
// a missing operand) is missed, and the closure answers instead; nothing here ever differs from it.

import { allPlain, entriesOf, isBare, isSafe, MISSED, type Plain } from './missed.ts';
import { PLAIN_FUNCTIONS } from './plain-functions.ts';
import { PLAIN_OPERATORS } from './plain-operators.ts';
import { isPlainObject } from './sequence.ts';
import { child, children, type Node } from './tree.ts';

/** The plain form of a tree, or undefined if it has none. */
export function plainOf(node: Node): Plain | undefined {
  return isBare(node) ? KINDS[node.type]?.(node) : undefined;
}

function literal(node: Node): Plain {
  const value = node.value;
  return () => value;
}

function pathOf(node: Node): Plain | undefined {
  const [first, ...steps] = children(node, 'steps');
  const keys = steps.map((step) => String(step.value));
  if (first === undefined || !keys.every(isSafe)) return undefined;
  if (steps.some((step) => step.type !== 'name' || !isBare(step))) return undefined;
  const root = first.type === 'function' || first.type === 'variable' ? plainOf(first) : undefined;
  if (root === undefined) return undefined;
  return (base) => {
    let value = root(base);
    for (const key of keys) {
      if (!isPlainObject(value)) return value === MISSED || Array.isArray(value) ? MISSED : undefined;
      value = value[key];
    }
    return value;
  };
}

function variableOf(node: Node): Plain | undefined {
  const name = String(node.value);
  if (name === '' || name === '$' || Object.hasOwn(PLAIN_FUNCTIONS, name)) return undefined;
  return (base) => base.variable(name);
}

function binaryOf(node: Node): Plain | undefined {
  const [left, right] = [child(node, 'lhs'), child(node, 'rhs')];
  const sign = String(node.value);
  const operate = Object.hasOwn(PLAIN_OPERATORS, sign) ? PLAIN_OPERATORS[sign] : undefined;
  const a = left === undefined ? undefined : plainOf(left);
  const b = right === undefined ? undefined : plainOf(right);
  return a === undefined || b === undefined ? undefined : operate?.(a, b);
}

function unaryOf(node: Node): Plain | undefined {
  if (node.value === '[') return arrayOf(node);
  const entries = node.value === '{' ? entriesOf(node, plainOf) : undefined;
  if (entries === undefined) return undefined;
  return (base) => {
    const made: Record<string, unknown> = {};
    for (const [key, plain] of entries) {
      const value = plain(base);
      if (value === MISSED) return MISSED;
      if (value !== undefined) made[key] = value;
    }
    return made;
  };
}

/** Written-out arrays stay one item each; anything else that is an array would be flattened, and is missed. */
function arrayOf(node: Node): Plain | undefined {
  const nodes = children(node, 'expressions');
  const items = allPlain(nodes, plainOf);
  if (items === undefined) return undefined;
  const nested = nodes.map((item) => item.type === 'unary' && item.value === '[');
  return (base) => {
    const made: unknown[] = [];
    for (let at = 0; at < items.length; at++) {
      const value = items[at]?.(base);
      if (value === MISSED || value === undefined || (Array.isArray(value) && nested[at] !== true))
        return MISSED;
      made.push(value);
    }
    return made;
  };
}

function functionOf(node: Node): Plain | undefined {
  const name = String(child(node, 'procedure')?.value);
  const make = Object.hasOwn(PLAIN_FUNCTIONS, name) ? PLAIN_FUNCTIONS[name] : undefined;
  if (child(node, 'procedure')?.type !== 'variable') return undefined;
  const plain = make?.(children(node, 'arguments'), plainOf);
  // A workflow variable of the same name hides the function.
  return plain === undefined
    ? undefined
    : (base) => (base.variable(name) === undefined ? plain(base) : MISSED);
}

const KINDS: Readonly<Record<string, (node: Node) => Plain | undefined>> = {
  path: pathOf,
  variable: variableOf,
  string: literal,
  number: literal,
  value: literal,
  binary: binaryOf,
  unary: unaryOf,
  function: functionOf,
};
