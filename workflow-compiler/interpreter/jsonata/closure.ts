// Expressions as synchronous closures: the part of JSONata that needs neither functions as values nor ancestry, with
// the semantics of jsonata 2.0.6 node by node. What is outside gives undefined here and is evaluated by jsonata.

import { BUILTINS } from './builtins.ts';
import { type Closure, type Env, variable } from './env.ts';
import { groupClosure } from './group.ts';
import { OPERATORS } from './operators.ts';
import { filterClosure, pathClosure } from './path.ts';
import {
  append,
  isNumeric,
  isPlainObject,
  lookup,
  NeedsOracle,
  type Sequence,
  truth,
  unwrap,
} from './sequence.ts';
import { child, children, isNode, type Node } from './tree.ts';

/** The closure of a tree, or undefined if the tree leaves the subset. */
export function closureOf(node: Node): Closure | undefined {
  for (const field of ['tuple', 'focus', 'index', 'ancestor', 'seekingParent']) {
    if (node[field] !== undefined) return undefined;
  }
  const make = KINDS[node.type];
  const core = make?.(node);
  if (core === undefined) return undefined;
  const filters = children(node, 'predicate').map((entry) => filterClosure(entry, closureOf));
  const grouping = node.type === 'path' ? undefined : node.group;
  const group = isPlainObject(grouping) ? groupClosure(grouping, closureOf) : undefined;
  if (filters.includes(undefined) || (grouping !== undefined && group === undefined)) return undefined;
  if (filters.length === 0 && group === undefined && NEVER_A_SEQUENCE.has(node.type)) return core;
  const keepArray = node.keepArray === true;
  return (input, env) => {
    let value = core(input, env);
    for (const filter of filters) value = filter === undefined ? value : filter(value, env);
    if (group !== undefined) value = group(value, env);
    return unwrap(value, keepArray);
  };
}

const NEVER_A_SEQUENCE = new Set(['string', 'number', 'value']);

function all(nodes: readonly Node[]): readonly Closure[] | undefined {
  const made = nodes.map(closureOf);
  const complete = made.filter((one) => one !== undefined);
  return complete.length === made.length ? complete : undefined;
}

function literal(node: Node): Closure {
  const value = node.value;
  return () => value;
}

function nameOf(node: Node): Closure {
  const key = String(node.value);
  return (input) => lookup(input, key);
}

function variableOf(node: Node): Closure | undefined {
  const name = String(node.value);
  if (name === '') return (input) => input;
  // `$$` is never bound here, and a function as a value is jsonata's business.
  if (name === '$' || Object.hasOwn(BUILTINS, name)) return undefined;
  return (_input, env) => variable(env, name);
}

function binaryOf(node: Node): Closure | undefined {
  const sign = String(node.value);
  const sides = all([child(node, 'lhs'), child(node, 'rhs')].filter((side) => side !== undefined));
  const [left, right] = sides ?? [];
  if (left === undefined || right === undefined) return undefined;
  if (sign === 'and') return (input, env) => truth(left(input, env)) && truth(right(input, env));
  if (sign === 'or') return (input, env) => truth(left(input, env)) || truth(right(input, env));
  const operate = Object.hasOwn(OPERATORS, sign) ? OPERATORS[sign] : undefined;
  return operate === undefined ? undefined : (input, env) => operate(left(input, env), right(input, env));
}

function unaryOf(node: Node): Closure | undefined {
  if (node.value === '{') return groupClosure(node, closureOf);
  if (node.value === '[') return arrayOf(node);
  const inner = child(node, 'expression');
  const operand = inner === undefined ? undefined : closureOf(inner);
  if (operand === undefined) return undefined;
  return (input, env) => {
    const value = operand(input, env);
    if (value === undefined) return undefined;
    if (!isNumeric(value)) throw new NeedsOracle();
    return -value;
  };
}

function arrayOf(node: Node): Closure | undefined {
  const nodes = children(node, 'expressions');
  const items = all(nodes);
  if (items === undefined) return undefined;
  const nested = nodes.map((item) => item.value === '[');
  const constructed = node.consarray === true;
  return (input, env) => {
    let made: Sequence = [];
    items.forEach((item, at) => {
      const value = item(input, env);
      if (value === undefined) return;
      if (nested[at] === true) made.push(value);
      else {
        const joined = append(made, value);
        made = Array.isArray(joined) ? joined : made;
      }
    });
    if (constructed)
      Object.defineProperty(made, 'cons', { enumerable: false, configurable: false, value: true });
    return made;
  };
}

function conditionOf(node: Node): Closure | undefined {
  const [test, then] = all([child(node, 'condition'), child(node, 'then')].filter(isNode)) ?? [];
  const otherwise = child(node, 'else');
  const other = otherwise === undefined ? () => undefined : closureOf(otherwise);
  if (test === undefined || then === undefined || other === undefined) return undefined;
  return (input, env) => (truth(test(input, env)) ? then(input, env) : other(input, env));
}

function blockOf(node: Node): Closure | undefined {
  const steps = all(children(node, 'expressions'));
  if (steps === undefined) return undefined;
  return (input, env) => {
    const frame: Env = { base: env.base, locals: new Map(), outer: env };
    let value: unknown;
    for (const step of steps) value = step(input, frame);
    return value;
  };
}

function bindOf(node: Node): Closure | undefined {
  const target = child(node, 'lhs');
  const source = child(node, 'rhs');
  const value = source === undefined ? undefined : closureOf(source);
  if (target === undefined || value === undefined) return undefined;
  const name = String(target.value);
  if (Object.hasOwn(BUILTINS, name)) return undefined;
  return (input, env) => {
    const bound = value(input, env);
    env.locals.set(name, bound);
    return bound;
  };
}

/** `value ~> $f(…)`: the value is the function's first argument. */
function applyOf(node: Node): Closure | undefined {
  const [left, right] = [child(node, 'lhs'), child(node, 'rhs')];
  if (left === undefined || right?.type !== 'function') return undefined;
  return functionOf({ ...right, arguments: [left, ...children(right, 'arguments')] });
}

function functionOf(node: Node): Closure | undefined {
  const procedure = child(node, 'procedure');
  const args = all(children(node, 'arguments'));
  if (procedure?.type !== 'variable' || args === undefined || node.thunk === true) return undefined;
  const name = String(procedure.value);
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (builtin === undefined) return undefined;
  return (input, env) => {
    // A workflow variable of the same name hides the function.
    if (variable(env, name) !== undefined) throw new NeedsOracle();
    return builtin(
      args.map((arg) => arg(input, env)),
      input,
      env.base,
    );
  };
}

const KINDS: Readonly<Record<string, (node: Node) => Closure | undefined>> = {
  path: (node) => pathClosure(node, closureOf),
  apply: applyOf,
  binary: binaryOf,
  unary: unaryOf,
  name: nameOf,
  string: literal,
  number: literal,
  value: literal,
  condition: conditionOf,
  block: blockOf,
  bind: bindOf,
  function: functionOf,
  variable: variableOf,
};
