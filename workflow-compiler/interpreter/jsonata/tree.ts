// The syntax tree that jsonata's own parser makes, read through a guard: its published types cover half of it.
// Nothing here evaluates.

import jsonata from 'jsonata';

export type Node = { readonly type: string; readonly [field: string]: unknown };

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Thrown for text that is no JSONata; the message is jsonata's. */
export class JsonataSyntaxError extends Error {
  override name = 'JsonataSyntaxError';
}

/** Parses an expression (without its `{% %}`). Throws JsonataSyntaxError. */
export function parseTree(source: string): Node {
  let tree: unknown;
  try {
    tree = jsonata(source).ast();
  } catch (error) {
    throw new JsonataSyntaxError(messageOf(error));
  }
  if (!isNode(tree)) throw new JsonataSyntaxError('The expression is empty.');
  return tree;
}

export function child(node: Node, field: string): Node | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

export function children(node: Node, field: string): readonly Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The pairs of an object constructor or a group-by. */
export function pairs(node: Node): readonly (readonly [Node, Node])[] {
  const value = node.lhs;
  if (!Array.isArray(value)) return [];
  const found: [Node, Node][] = [];
  for (const pair of value) {
    if (Array.isArray(pair) && isNode(pair[0]) && isNode(pair[1])) found.push([pair[0], pair[1]]);
  }
  return found;
}

/** Every node directly below, whatever field it sits in. */
export function below(node: Node): readonly Node[] {
  const found: Node[] = [];
  const collect = (value: unknown): void => {
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) for (const item of value) collect(item);
    else if (typeof value === 'object' && value !== null && 'lhs' in value) collect(value.lhs);
  };
  for (const [field, value] of Object.entries(node)) {
    // `ancestor` and `slot` point across the tree, not down.
    if (field !== 'ancestor' && field !== 'slot' && field !== 'seekingParent') collect(value);
  }
  return found;
}

/** Levels of the tree: what the evaluator needs of stack. */
export function depthOf(node: Node): number {
  let deepest = 0;
  const open: [Node, number][] = [[node, 1]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [here, depth] = next;
    if (depth > deepest) deepest = depth;
    for (const lower of below(here)) open.push([lower, depth + 1]);
  }
  return deepest;
}

export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code === undefined ? message : `${code}: ${message}`;
}
