// What a field may read while a state runs: the state's input, its result or error, variables, the context object.

import type { Thread } from './execution.ts';
import type { Json } from './json.ts';
import type { Run } from './run.ts';

export type Item = { readonly index: number; readonly value: Json };

/** `node` is the name of the state, `field` names are added by whoever evaluates. */
export type Scope = {
  readonly run: Run;
  readonly thread: Thread;
  /** The state's input; in JSONPath, what `$` means at this point. */
  readonly input: Json;
  readonly result: Json | undefined;
  readonly errorOutput: Json | undefined;
  /** The item at hand while an ItemSelector is evaluated. */
  readonly item: Item | undefined;
  /** The task being prepared, for the token in the context object. */
  readonly task: string | undefined;
};

/** A field of a machine, made ready: gives its value in a scope or throws StateFailure. */
export type Compute = (scope: Scope) => Json;

/** A workflow variable, looked for outwards from the thread. */
export function readVariable(scope: Scope, name: string): Json | undefined {
  let thread: Thread | undefined = scope.thread;
  while (thread !== undefined) {
    if (thread.vars !== undefined && Object.hasOwn(thread.vars, name)) return thread.vars[name];
    thread =
      thread.parent === undefined ? undefined : scope.run.threads.find(({ id }) => id === thread?.parent);
  }
  return undefined;
}
