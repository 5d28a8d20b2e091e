// What an expression sees while it runs: names bound outside (`$states`, variables of the workflow) and, in front of
// them, the blocks of the expression itself.

import type { FunctionWorld } from './builtins.ts';
import type { Node } from './tree.ts';

export type Bindings = FunctionWorld & { readonly variable: (name: string) => unknown };
export type Env = {
  readonly base: Bindings;
  readonly locals: Map<string, unknown>;
  readonly outer: Env | undefined;
};
export type Closure = (input: unknown, env: Env) => unknown;
export type Compile = (node: Node) => Closure | undefined;

export function variable(env: Env, name: string): unknown {
  for (let frame: Env | undefined = env; frame !== undefined; frame = frame.outer) {
    if (frame.locals.has(name)) return frame.locals.get(name);
  }
  return env.base.variable(name);
}
