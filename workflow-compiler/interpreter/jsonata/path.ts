// Paths and filters: steps over sequences, flattened as jsonata flattens them. The common path, a variable and names
// through plain objects, is walked directly.

import { type Closure, type Compile, type Env, variable } from './env.ts';
import { groupClosure } from './group.ts';
import {
  asArray,
  emptySequence,
  isNumeric,
  isPlainObject,
  type Sequence,
  sequenceOf,
  truth,
} from './sequence.ts';
import { child, children, type Node } from './tree.ts';

type Filter = (value: unknown, env: Env) => unknown;
type Step = {
  readonly evaluate: Closure;
  readonly filters: readonly Filter[];
  readonly constructed: boolean;
};

export function pathClosure(node: Node, compile: Compile): Closure | undefined {
  const nodes = children(node, 'steps');
  const steps = nodes.map((step) => stepOf(step, compile));
  const complete = steps.filter((step) => step !== undefined);
  if (complete.length !== steps.length || complete.length === 0) return undefined;
  const grouping = node.group;
  const group = isPlainObject(grouping) ? groupClosure(grouping, compile) : undefined;
  if (grouping !== undefined && group === undefined) return undefined;
  const absolute = nodes[0]?.type === 'variable';
  const keepSingleton = node.keepSingletonArray === true;
  const walk: Closure = (input, env) => {
    let result = walkSteps(complete, !absolute && Array.isArray(input) ? input : sequenceOf(input), env);
    if (keepSingleton) {
      const list = asArray(result);
      if (list?.cons === true && list.sequence !== true) result = sequenceOf(list);
      const kept = asArray(result);
      if (kept !== undefined) kept.keepSingleton = true;
    }
    return group === undefined ? result : group(result, env);
  };
  const direct = keepSingleton || group !== undefined ? undefined : directKeys(nodes);
  return direct === undefined ? walk : shortcut(direct, walk);
}

function walkSteps(steps: readonly Step[], start: readonly unknown[], env: Env): unknown {
  let input = start;
  let result: Sequence | undefined;
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at];
    if (step === undefined) break;
    if (at === 0 && step.constructed) result = asArray(step.evaluate(input, env));
    else result = takeStep(step, input, env, at === steps.length - 1);
    if (result === undefined || result.length === 0) break;
    input = result;
  }
  return result;
}

function takeStep(step: Step, input: readonly unknown[], env: Env, last: boolean): Sequence {
  const found: unknown[] = [];
  for (const item of input) {
    let value = step.evaluate(item, env);
    for (const filter of step.filters) value = filter(value, env);
    if (value !== undefined) found.push(value);
  }
  const only = found.length === 1 ? asArray(found[0]) : undefined;
  if (last && only !== undefined && only.sequence !== true) return only;
  const flat = emptySequence();
  for (const value of found) {
    const list = asArray(value);
    if (list === undefined || list.cons === true) flat.push(value);
    else for (const one of list) flat.push(one);
  }
  return flat;
}

function stepOf(node: Node, compile: Compile): Step | undefined {
  if (node.type === 'sort') return undefined;
  const evaluate = compile(node);
  const filters = children(node, 'stages').map((entry) => filterClosure(entry, compile));
  const complete = filters.filter((filter) => filter !== undefined);
  if (evaluate === undefined || complete.length !== filters.length) return undefined;
  return { evaluate, filters: complete, constructed: node.consarray === true };
}

/** The filter of a `{type: 'filter', expr}` entry; anything else (index binding) is outside the subset. */
export function filterClosure(entry: Node, compile: Compile): Filter | undefined {
  const predicate = child(entry, 'expr');
  if (entry.type !== 'filter' || predicate === undefined) return undefined;
  const constant = predicate.value;
  if (predicate.type === 'number' && typeof constant === 'number')
    return (value) => pick(value, Math.floor(constant));
  const test = compile(predicate);
  return test === undefined ? undefined : (value, env) => choose(value, env, test);
}

function pick(value: unknown, index: number): unknown {
  const list = asArray(value) ?? sequenceOf(value);
  const item = list[index < 0 ? list.length + index : index];
  if (Array.isArray(item)) return item;
  return item === undefined ? emptySequence() : sequenceOf(item);
}

function choose(value: unknown, env: Env, test: Closure): unknown {
  const list = asArray(value) ?? sequenceOf(value);
  const kept = emptySequence();
  list.forEach((item, at) => {
    const answer = test(item, env);
    const places = isNumeric(answer) ? [answer] : answer;
    if (Array.isArray(places) && places.every(isNumeric)) {
      for (const place of places) {
        const whole = Math.floor(place);
        if ((whole < 0 ? list.length + whole : whole) === at) kept.push(item);
      }
    } else if (truth(answer)) kept.push(item);
  });
  return kept;
}

/** [variable, name, name, …] if the path is nothing but that. */
function directKeys(nodes: readonly Node[]): readonly string[] | undefined {
  const plain = (node: Node, at: number): boolean =>
    node.type === (at === 0 ? 'variable' : 'name') &&
    node.predicate === undefined &&
    node.stages === undefined &&
    node.group === undefined &&
    node.keepArray !== true;
  const keys = nodes.map((node) => String(node.value));
  return nodes.every(plain) && keys[0] !== '' && keys[0] !== '$' ? keys : undefined;
}

function shortcut(keys: readonly string[], walk: Closure): Closure {
  const [first = '', ...rest] = keys;
  return (input, env) => {
    let value = variable(env, first);
    for (const key of rest) {
      if (Array.isArray(value)) return walk(input, env);
      if (!isPlainObject(value) || !Object.hasOwn(value, key)) return undefined;
      value = value[key];
    }
    // A sequence bound inside the expression flattens; a plain array at the end stays what it is.
    return asArray(value)?.sequence === true ? walk(input, env) : value;
  };
}
