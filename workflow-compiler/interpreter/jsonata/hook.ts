// jsonata's instrumentation hooks. Its library takes symbols for them; its types know text only.

import type jsonata from 'jsonata';

/** Binds `jsonata.__evaluate_entry` or `jsonata.__evaluate_exit` to a callback of (node, input, environment). */
export function bindHook(expression: jsonata.Expression, hook: string, callback: unknown): void {
  Reflect.apply(expression.assign, expression, [Symbol.for(hook), callback]);
}
