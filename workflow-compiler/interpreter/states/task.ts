// Task: asks the host to invoke a resource, and takes the answer. Timeouts and heartbeats are timers of its own.

import { unexpected } from '../evaluate.ts';
import type { Thread } from '../execution.ts';
import { runtimeFailure, tooLarge } from '../failure.ts';
import { leave, scopeOf } from '../flow.ts';
import { loadCatch, loadRetry } from '../guard.ts';
import { eventOf, type HistoryEvent } from '../history.ts';
import type { Json } from '../json.ts';
import { jsonpathPayload, pathOrIntrinsic } from '../jsonpath/payload.ts';
import { field, type Place, refuse, text } from '../loading.ts';
import type { TaskNode } from '../nodes.ts';
import { cancelTimer, count, fresh, type Run, schedule, setPhase } from '../run.ts';
import type { Compute } from '../scope.ts';
import { allowFields } from '../shape.ts';
import { isLarger } from '../size.ts';
import { template } from '../template.ts';

type Fields = Omit<TaskNode, 'name' | 'language' | 'next' | 'shape'>;

export function loadTask(place: Place): Fields {
  allowFields(
    place,
    'Next End Resource Assign TimeoutSeconds HeartbeatSeconds Retry Catch Credentials',
    'Arguments Output',
    'InputPath OutputPath Parameters ResultSelector ResultPath TimeoutSecondsPath HeartbeatSecondsPath',
  );
  const resource = text(place, 'Resource') ?? '';
  if (!resource.startsWith('arn:')) refuse(place, 'Resource', 'A Task needs a `Resource` that is an ARN.');
  const credentials =
    place.language === 'JSONata'
      ? template(place, 'Credentials', 'nothing')
      : jsonpathPayload(place, 'Credentials');
  return {
    type: 'Task',
    resource,
    token: resource.endsWith('.waitForTaskToken'),
    settled: !CHANGING.test(JSON.stringify(place.object)),
    timeout: seconds(place, 'TimeoutSeconds'),
    heartbeat: seconds(place, 'HeartbeatSeconds'),
    retry: loadRetry(place),
    catch: loadCatch(place),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

// The functions of both languages that give something else each time.
const CHANGING = /\$(?:now|millis|random|uuid|shuffle)\b|States\.(?:UUID|MathRandom)/;

function seconds(place: Place, name: string): Compute | undefined {
  const path = field(place, `${name}Path`);
  const compute =
    typeof path === 'string'
      ? pathOrIntrinsic(place, `${name}Path`, path)
      : place.language === 'JSONata'
        ? template(place, name, 'nothing')
        : plain(field(place, name));
  if (compute === undefined) return undefined;
  const value = field(place, name);
  if (value !== undefined && typeof value !== 'string' && !isSeconds(value))
    refuse(place, name, `\`${name}\` is invalid.`);
  return (scope) => {
    const found = compute(scope);
    if (isSeconds(found)) return found;
    if (place.language === 'JSONPath')
      throw runtimeFailure(`The field '${name}Path' must select a positive integer.`);
    throw unexpected(
      String(value)
        .replace(/^\{%|%\}$/g, '')
        .trim(),
      name,
      'positive integer',
      found,
    );
  };
}

function plain(value: Json | undefined): Compute | undefined {
  return value === undefined ? undefined : () => value;
}

function isSeconds(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 99_999_999;
}

export function enterTask(run: Run, thread: Thread, node: TaskNode): void {
  const task = fresh(run);
  const scope = scopeOf(run, thread, node.token ? task : undefined);
  const args = node.shape.effective(scope);
  if (isLarger(args)) throw tooLarge(thread.state);
  // Nothing here acts under a role, but an expression that fails is the state's failure.
  node.credentials?.(scope);
  const most = node.timeout?.(scope);
  const timeout = after(run, most);
  const every = node.heartbeat?.(scope);
  const heartbeat = after(run, every);
  count(run, node.token ? 3 : 2);
  run.history?.push(
    ...scheduling(run, thread, node, {
      arguments: args,
      ...(typeof most === 'number' ? { timeout: most } : {}),
      ...(typeof every === 'number' ? { heartbeat: every } : {}),
    }),
  );
  run.effects.push({
    type: 'invoke',
    task,
    state: thread.state,
    resource: node.resource,
    arguments: args,
    token: node.token,
    // What jsonata itself was asked for cannot be had again at once.
    follows: node.settled && run.asked === 0,
  });
  const beats = typeof every === 'number' ? every : undefined;
  setPhase(run, thread, { kind: 'task', task, timeout, heartbeat, every: beats });
}

type Scheduled = { readonly arguments: Json; readonly timeout?: number; readonly heartbeat?: number };

function scheduling(
  run: Run,
  thread: Thread,
  { resource, token }: TaskNode,
  scheduled: Scheduled,
): readonly HistoryEvent[] {
  const back = token ? 1 : 0;
  return [
    eventOf(run, thread, { what: 'task-scheduled', resource, ...scheduled }, back + 1),
    eventOf(run, thread, { what: 'task-started', resource }, back),
    ...(token ? [eventOf(run, thread, { what: 'task-submitted', resource })] : []),
  ];
}

function after(run: Run, seconds: Json | undefined): string | undefined {
  return typeof seconds === 'number' ? schedule(run, run.world.now + seconds * 1000) : undefined;
}

/** The task has answered: its timers are withdrawn, its result goes through Output and Assign. */
export function completeTask(run: Run, thread: Thread, node: TaskNode, result: Json): void {
  withdrawTimers(run, thread);
  count(run, 1);
  run.history?.push(
    eventOf(run, thread, { what: 'task-succeeded', resource: node.resource, output: result }),
  );
  if (isLarger(result)) throw tooLarge(nameInCauses(node.resource));
  const scope = scopeOf(run, thread);
  // In JSONata the arguments are of no more use; in JSONPath neither.
  leave(run, thread, node.shape.complete(scope, scope.input, result), node.next);
}

/** A function by its ARN, an integration by its service: `arn:aws:states:::lambda:invoke` is `lambda`. */
function nameInCauses(resource: string): string {
  const [, , owner, , , service] = resource.split(':');
  return owner === 'states' && service !== undefined ? service : resource;
}

export function withdrawTimers(run: Run, { phase }: Thread): void {
  if (phase.kind !== 'task') return;
  cancelTimer(run, phase.timeout);
  cancelTimer(run, phase.heartbeat);
}

export function beat(run: Run, thread: Thread): void {
  const { phase } = thread;
  if (phase.kind !== 'task' || phase.every === undefined) return;
  cancelTimer(run, phase.heartbeat);
  setPhase(run, thread, { ...phase, heartbeat: schedule(run, run.world.now + phase.every * 1000) });
}
