/** A history in the words of Step Functions: the types of events, their details, and which event led to which. */
import type { Happening } from '../../../workflow-compiler/interpreter/history.ts';
import type { Json, JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import { seconds } from './context.ts';
import type { Execution, Kept } from './executions.ts';

export type Telling = {
  readonly role: string;
  readonly region: string;
  /** Inputs and outputs too. */
  readonly data: boolean;
};

/** Every event, oldest first, beginning with the start of the execution. */
export function historyOf(
  execution: Execution,
  kept: readonly Kept[],
  telling: Telling,
): readonly JsonObject[] {
  const { input, started } = execution;
  const details = { ...dataOf('input', input, telling), roleArn: telling.role };
  const first: JsonObject = {
    id: 1,
    previousEventId: 0,
    timestamp: seconds(started),
    type: 'ExecutionStarted',
    executionStartedEventDetails: details,
  };
  const before = ledBy(kept);
  return [
    first,
    ...kept.map((event, at) => {
      const [type, own] = worded(event.happening, telling);
      const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
      const name = /State(Entered|Exited)EventDetails$/.test(key)
        ? `state${type.endsWith('Entered') ? 'Entered' : 'Exited'}EventDetails`
        : key;
      return {
        id: event.id,
        previousEventId: before[at] ?? 0,
        timestamp: seconds(event.at),
        type,
        ...(own === undefined ? {} : { [name]: own }),
      };
    }),
  ];
}

/** For each event the one that led to it: the last one of its own flow of control or, where children were at work, of theirs. */
function ledBy(kept: readonly Kept[]): readonly number[] {
  const last = new Map<number, number>([[0, 1]]);
  const children = new Map<number, number>();
  const fanned = new Map<number, number>();
  return kept.map(({ id, thread, parent, happening }) => {
    const { what } = happening;
    // Time runs out of itself.
    if (what === 'timed-out') return 0;
    const own = last.get(thread) ?? (parent === undefined ? 1 : (last.get(parent) ?? 1));
    const led =
      what === 'iteration-started' ? (fanned.get(thread) ?? own) : Math.max(own, children.get(thread) ?? 0);
    if (what === 'map-started') fanned.set(thread, id);
    last.set(thread, id);
    if (parent !== undefined) children.set(parent, id);
    return led;
  });
}

const dataOf = (name: 'input' | 'output', value: string, { data }: Telling): JsonObject =>
  data ? { [name]: value, [`${name}Details`]: { truncated: false } } : {};

type Worded = readonly [type: string, details?: JsonObject];

function worded(happening: Happening, telling: Telling): Worded {
  switch (happening.what) {
    case 'entered':
      return [
        `${happening.kind}StateEntered`,
        { name: happening.state, ...dataOf('input', JSON.stringify(happening.input), telling) },
      ];
    case 'exited':
      return [`${happening.kind}StateExited`, exited(happening, telling)];
    case 'evaluation-failed': {
      const { state, field } = happening;
      return ['EvaluationFailed', { ...errorOf(happening), location: field, state }];
    }
    case 'map-started':
      return ['MapStateStarted', { length: happening.length }];
    case 'map-succeeded':
      return ['MapStateSucceeded'];
    case 'map-failed':
      return ['MapStateFailed'];
    case 'parallel-started':
      return ['ParallelStateStarted'];
    case 'parallel-succeeded':
      return ['ParallelStateSucceeded'];
    case 'parallel-failed':
      return ['ParallelStateFailed'];
    case 'iteration-started':
      return ['MapIterationStarted', { name: happening.state, index: happening.index }];
    case 'iteration-succeeded':
      return ['MapIterationSucceeded', { name: happening.state, index: happening.index }];
    case 'iteration-failed':
      return ['MapIterationFailed', { name: happening.state, index: happening.index }];
    case 'succeeded':
      return ['ExecutionSucceeded', dataOf('output', JSON.stringify(happening.output), telling)];
    case 'failed':
      return ['ExecutionFailed', errorOf(happening)];
    case 'aborted':
      return ['ExecutionAborted', errorOf(happening)];
    case 'timed-out':
      return ['ExecutionTimedOut', errorOf(happening)];
    default:
      return task(happening, telling);
  }
}

function exited(happening: Extract<Happening, { readonly what: 'exited' }>, telling: Telling): JsonObject {
  const { state, output, assigned } = happening;
  const variables = Object.entries(assigned ?? {}).map(
    ([name, value]) => [name, JSON.stringify(value)] as const,
  );
  return {
    name: state,
    ...dataOf('output', JSON.stringify(output), telling),
    ...(assigned === undefined || !telling.data
      ? {}
      : {
          assignedVariables: Object.fromEntries(variables),
          assignedVariablesDetails: { truncated: false },
        }),
  };
}

const errorOf = ({ error, cause }: { readonly error?: string; readonly cause?: string }): JsonObject => ({
  ...(error === undefined ? {} : { error }),
  ...(cause === undefined ? {} : { cause }),
});

type OfTask = Extract<Happening, { readonly resource: string }>;

/** A function by its own ARN has events of its own; every integration is a task with a type and a resource. */
function task(happening: OfTask, telling: Telling): Worded {
  const { resource } = happening;
  if (resource.startsWith('arn:aws:lambda:')) return lambda(happening, telling);
  const parts = resource.split(':').slice(5);
  const named = { resourceType: parts.slice(0, -1).join(':'), resource: parts.at(-1) ?? '' };
  switch (happening.what) {
    case 'task-scheduled':
      return [
        'TaskScheduled',
        {
          ...named,
          region: telling.region,
          parameters: telling.data ? JSON.stringify(happening.arguments) : '',
          ...limits(happening),
        },
      ];
    case 'task-started':
      return ['TaskStarted', named];
    case 'task-submitted':
      return ['TaskSubmitted', named];
    case 'task-succeeded':
      return ['TaskSucceeded', { ...named, ...dataOf('output', JSON.stringify(happening.output), telling) }];
    case 'task-failed':
      return ['TaskFailed', { ...named, ...errorOf(happening) }];
    case 'task-timed-out':
      return ['TaskTimedOut', { ...named, ...errorOf(happening) }];
  }
}

function lambda(happening: OfTask, telling: Telling): Worded {
  switch (happening.what) {
    case 'task-scheduled': {
      const input = dataOf('input', JSON.stringify(happening.arguments), telling);
      return ['LambdaFunctionScheduled', { resource: happening.resource, ...input, ...limits(happening) }];
    }
    case 'task-started':
    case 'task-submitted':
      return ['LambdaFunctionStarted'];
    case 'task-succeeded':
      return ['LambdaFunctionSucceeded', dataOf('output', JSON.stringify(happening.output), telling)];
    case 'task-failed':
      return ['LambdaFunctionFailed', errorOf(happening)];
    case 'task-timed-out':
      return ['LambdaFunctionTimedOut', errorOf(happening)];
  }
}

function limits({
  timeout,
  heartbeat,
}: {
  readonly timeout?: number;
  readonly heartbeat?: number;
}): JsonObject {
  const found: [string, Json][] = [];
  if (timeout !== undefined) found.push(['timeoutInSeconds', timeout]);
  if (heartbeat !== undefined) found.push(['heartbeatInSeconds', heartbeat]);
  return Object.fromEntries(found);
}
