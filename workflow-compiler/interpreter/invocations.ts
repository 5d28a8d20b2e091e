// What the tasks under way of an execution at rest were called with, made anew from its state: a host that keeps the state
// needs no copy of what follows from it.

import type { Effect, ExecutionState } from './execution.ts';
import { nodeOf, scopeOf } from './flow.ts';
import type { LoadedMachine } from './machine.ts';
import { resume } from './run.ts';

type Invocation = Extract<Effect, { readonly type: 'invoke' }>;

/**
 * One for each task under way, equal to what was asked for where that said `follows`. Throws for a state of another
 * machine, and where one did not say so.
 */
export function invocations(machine: LoadedMachine, state: ExecutionState): readonly Invocation[] {
  // Neither is looked at by what follows from the state.
  const run = resume(machine, state, { now: state.begun, random: () => 0 });
  return run.threads.flatMap((thread) => {
    const node = nodeOf(run, thread);
    const { phase, state: name } = thread;
    if (phase.kind !== 'task' || node.type !== 'Task') return [];
    const { task } = phase;
    const { resource, token, shape } = node;
    const args = shape.effective(scopeOf(run, thread, token ? task : undefined));
    return [{ type: 'invoke', task, state: name, resource, arguments: args, token, follows: true }];
  });
}
