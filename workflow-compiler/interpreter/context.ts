// The context object: `$states.context` in JSONata, `$$` in JSONPath. Built only for fields that mention it.

import { type Thread, taskToken } from './execution.ts';
import { nodeOf } from './flow.ts';
import { formatInstant } from './instant.ts';
import type { Json } from './json.ts';
import { threadById } from './run.ts';
import type { Item, Scope } from './scope.ts';

export function contextOf(scope: Scope): Json {
  const { run, thread } = scope;
  const { start } = run;
  const retries = (thread.retries ?? []).reduce((sum, made) => sum + made, 0);
  const item = scope.item ?? itemOf(scope, thread);
  return {
    Execution: {
      Id: start.id,
      Input: start.input,
      Name: start.name,
      RoleArn: start.roleArn ?? 'arn:aws:iam::000000000000:role/sojourn',
      StartTime: formatInstant(run.begun),
      RedriveCount: 0,
    },
    State: {
      EnteredTime: formatInstant(thread.entered),
      Name: thread.state,
      // Where there is nothing to be tried again, there is no count.
      ...('retry' in nodeOf(run, thread) ? { RetryCount: retries } : {}),
    },
    StateMachine: { Id: start.machineId, Name: start.machineName },
    ...(scope.task === undefined ? {} : { Task: { Token: taskToken(start.id, scope.task) } }),
    ...(item === undefined ? {} : { Map: { Item: { Index: item.index, Value: item.value } } }),
  };
}

/** The item of the nearest Map around the thread. */
function itemOf({ run }: Scope, from: Thread): Item | undefined {
  for (let child = from; child.parent !== undefined && child.index !== undefined; ) {
    const parent = threadById(run, child.parent);
    if (parent === undefined || parent.phase.kind !== 'fan') return undefined;
    const { items } = parent.phase;
    if (items !== undefined) return { index: child.index, value: items[child.index] ?? null };
    child = parent;
  }
  return undefined;
}
