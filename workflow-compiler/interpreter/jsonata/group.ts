// Object constructors and group-by: one evaluation of keys over the items, then one of values over each group.

import type { Closure, Compile } from './env.ts';
import { append, asArray, NeedsOracle, sequenceOf } from './sequence.ts';
import { isNode, pairs } from './tree.ts';

type Group = { data: unknown; readonly pair: number };

/** The closure of the pairs in `lhs`, or undefined if one of them leaves the subset. */
export function groupClosure(grouping: object, compile: Compile): Closure | undefined {
  const node = isNode(grouping) ? grouping : { ...grouping, type: 'unary' };
  const made = pairs(node).map(([key, value]) => [compile(key), compile(value)] as const);
  const keys = made.map(([key]) => key).filter((key) => key !== undefined);
  const values = made.map(([, value]) => value).filter((value) => value !== undefined);
  if (keys.length !== made.length || values.length !== made.length) return undefined;
  return (input, env) => {
    const items = asArray(input) ?? sequenceOf(input);
    // jsonata puts an undefined into the empty array it is given, which the rest of the expression then sees.
    if (items.length === 0) throw new NeedsOracle();
    const groups = new Map<string, Group>();
    for (const item of items) {
      keys.forEach((keyOf, pair) => {
        const key = keyOf(item, env);
        if (key === undefined) return;
        if (typeof key !== 'string') throw new NeedsOracle();
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { data: item, pair });
        else if (group.pair !== pair) throw new NeedsOracle();
        else group.data = append(group.data, item);
      });
    }
    const result: Record<string, unknown> = {};
    for (const [key, group] of groups) {
      const value = values[group.pair]?.(group.data, env);
      // Assignment to `__proto__` would set the prototype instead of a member.
      if (key === '__proto__') throw new NeedsOracle();
      if (value !== undefined) result[key] = value;
    }
    return result;
  };
}
