// What AWS refuses of an expression when a machine is created: `$`, `$$` and bare names where there is no context, and
// `$states` fields the place does not have. And what we refuse besides: names that would reach into JavaScript.

import { below, child, children, type Node } from './tree.ts';

const UNSUPPORTED = 'UNSUPPORTED_JSONATA_EXPRESSION';

const FIELDS = new Set(['input', 'result', 'errorOutput', 'context']);

// Members of every JavaScript object. A closure looks at own members only, jsonata does not.
const FORBIDDEN = new Set([
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  'constructor',
]);

/** Everything wrong with the tree, in the words of AWS where AWS has some. */
export function findings(tree: Node, forbiddenFields: readonly string[]): readonly string[] {
  const found = new Set<string>();
  topLevel(tree, found);
  everywhere(tree, forbiddenFields, found);
  return [...found];
}

/** Walks the nodes that see the expression's own (empty) context, and no others. */
function topLevel(node: Node, found: Set<string>): void {
  if (node.type === 'path') {
    const first = children(node, 'steps')[0];
    if (first !== undefined) topLevel(first, found);
    return;
  }
  if (node.type === 'name') refuse(String(node.value), found);
  if (node.type === 'variable' && (node.value === '' || node.value === '$')) refuse(`$${node.value}`, found);
  if (node.type === 'wildcard' || node.type === 'descendant') refuse(String(node.value), found);
  // A lambda's body may be called with any context; a predicate, a stage or a sort term has one.
  if (node.type === 'lambda' || node.type === 'transform') return;
  for (const field of ['lhs', 'rhs', 'condition', 'then', 'else', 'expression', 'procedure']) {
    const lower = child(node, field);
    if (lower !== undefined && !(node.type === 'bind' && field === 'lhs')) topLevel(lower, found);
  }
  for (const field of ['expressions', 'arguments'])
    for (const lower of children(node, field)) topLevel(lower, found);
  if (node.type === 'unary' && node.value === '{') {
    for (const lower of below(node)) topLevel(lower, found);
  }
}

function refuse(name: string, found: Set<string>): void {
  found.add(`${UNSUPPORTED}: Reference to '${name}' at the top level is not supported`);
}

function everywhere(tree: Node, forbiddenFields: readonly string[], found: Set<string>): void {
  const open: Node[] = [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    open.push(...below(node));
    if (node.type === 'name' && FORBIDDEN.has(String(node.value))) {
      found.add(`${UNSUPPORTED}: The name '${String(node.value)}' is not supported`);
    }
    if (node.type !== 'path') continue;
    const [first, second] = children(node, 'steps');
    if (first?.type !== 'variable' || first.value !== 'states' || second?.type !== 'name') continue;
    const field = String(second.value);
    if (!FIELDS.has(field) || forbiddenFields.includes(field)) {
      found.add(`${UNSUPPORTED}: Reference to '$states.${field}' is not supported here`);
    }
  }
}
