/** Plan to Amazon States Language: one state per node, the states of its failures beside it, and a source map. */
import type { CompileOptions, SourceMap, StateMachine, TaskFunction } from '../artifact.ts';
import { CONTRACT } from '../cursor.ts';
import { child } from '../diagnostics/pointer.ts';
import type { JsonObject } from '../language/json.ts';
import {
  type CallbackNode,
  type ChoiceNode,
  type Plan,
  type PlanNode,
  type SegmentNode,
  SHARED,
  type TaskNode,
  type Way,
} from '../lower/plan.ts';
import type { Program } from '../program.ts';
import { condition, FAILED, INPUT, marked, PAYLOAD, RESULT, SECONDS, TOKEN, UNTIL } from './expressions.ts';
import { catchers, failureStates, holdState, RETRY } from './failures.ts';
import { programOf } from './program.ts';
import { requestOf } from './request.ts';

export type Emitted = {
  readonly machine: StateMachine;
  readonly sourceMap: SourceMap;
  readonly functions: readonly TaskFunction[];
  readonly program?: Program;
  readonly start?: string;
  readonly begins?: string;
};

export const DEFAULT_PREFIX = 'arn:aws:lambda:us-east-1:000000000000:function:sojourn-';
export const INVOKE = 'arn:aws:states:::lambda:invoke';

export type Named = readonly [name: string, state: JsonObject];
type Call = (fn: TaskFunction, payload: JsonObject) => JsonObject;

export function emit(plan: Plan, options: CompileOptions): Emitted {
  const prefix = options.functionArn ?? DEFAULT_PREFIX;
  const call: Call = (fn, payload) => ({
    FunctionName: `${prefix}${fn}`,
    Payload: { contract: CONTRACT, ...payload },
  });
  const report = {
    Resource: INVOKE,
    Arguments: call('finish', { steps: FAILED.steps, cursor: FAILED.cursor, error: FAILED.error }),
  };
  const ofNodes = plan.nodes.map((node) => ({ node, states: statesOf(node, call) }));
  const mayFail = plan.nodes.some(({ type }) => type === 'task' || type === 'callback' || type === 'segment');
  const states = [...ofNodes.flatMap((one) => one.states), ...(mayFail ? failureStates(report) : [])];
  return {
    machine: {
      Comment: `${plan.workflow}, compiled by Sojourn`,
      QueryLanguage: 'JSONata',
      StartAt: plan.start,
      States: Object.fromEntries(states),
    },
    sourceMap: Object.fromEntries(
      ofNodes.flatMap((one) => one.states.flatMap(([name]) => origin(name, one.node.step))),
    ),
    functions: functionsOf(plan),
    ...(plan.program === undefined ? {} : { program: programOf(plan.program) }),
  };
}

export const origin = (state: string, step: string | undefined) =>
  step === undefined ? [] : [[state, { step, pointer: child('/steps', step) }] as const];

export function functionsOf(plan: Plan): readonly TaskFunction[] {
  const used = plan.nodes.flatMap((node): TaskFunction[] =>
    node.type === 'task'
      ? [node.fn]
      : node.type === 'segment'
        ? ['segment']
        : node.type === 'callback'
          ? ['park']
          : [],
  );
  return [...new Set<TaskFunction>([...used, 'finish'])].toSorted();
}

function statesOf(node: PlanNode, call: Call): readonly Named[] {
  switch (node.type) {
    case 'task':
      return taskStates(node, call);
    case 'segment':
      return segmentStates(node, call);
    case 'callback':
      return [[node.name, callbackState(node, call)]];
    case 'choice':
      return [[node.name, choiceState(node)]];
    case 'wait':
      return [[node.name, { Type: 'Wait', Timestamp: UNTIL, Next: node.next }]];
    case 'pass':
      return [[node.name, { Type: 'Pass', Next: node.next }]];
    case 'succeed':
      return [[node.name, { Type: 'Succeed' }]];
  }
}

function taskStates(node: TaskNode, call: Call): readonly Named[] {
  const { name, steps, rejected } = node;
  const hold = node.deferrable ? `${name}.hold` : undefined;
  const ways = { ...(hold === undefined ? {} : { hold }), ...(rejected === undefined ? {} : { rejected }) };
  const state = {
    Type: 'Task',
    Resource: INVOKE,
    Arguments: call(node.fn, requestOf(node)),
    Output: PAYLOAD,
    Retry: RETRY,
    Catch: catchers(steps, ways),
    ...(node.next === undefined ? { End: true } : { Next: node.next }),
  };
  return [[name, state], ...(hold === undefined ? [] : [[hold, holdState(name)] as const])];
}

/** One task; behind it a choice only where the region has more than one way out. */
function segmentStates(node: SegmentNode, call: Call): readonly Named[] {
  const { name, enter, exits, ends } = node;
  const hold = node.deferrable ? `${name}.hold` : undefined;
  const [first] = exits;
  const one = exits.length + (ends ? 1 : 0) === 1;
  const choice = `${name}.exit`;
  const state = {
    Type: 'Task',
    Resource: INVOKE,
    Arguments: call('segment', { steps: [], enter, cursor: INPUT }),
    Output: PAYLOAD,
    Retry: RETRY,
    Catch: catchers([], hold === undefined ? {} : { hold }),
    ...(!one ? { Next: choice } : first === undefined ? { End: true } : { Next: first.next }),
  };
  const held: readonly Named[] = hold === undefined ? [] : [[hold, holdState(name)]];
  if (one) return [[name, state], ...held];
  const ways: ChoiceNode['rules'] = exits.map(({ path, next }) => ({
    test: { type: 'path', is: path },
    next,
  }));
  const last = ends ? SHARED.done : (exits.at(-1)?.next ?? SHARED.done);
  const rules = ends ? ways : ways.slice(0, -1);
  return [
    [name, state],
    [choice, choiceState({ type: 'choice', name: choice, rules, otherwise: { next: last } })],
    ...held,
  ];
}

function callbackState(node: CallbackNode, call: Call): JsonObject {
  return {
    Type: 'Task',
    Resource: `${INVOKE}.waitForTaskToken`,
    Arguments: call('park', { steps: node.steps, cursor: INPUT, token: TOKEN }),
    TimeoutSeconds: node.timeoutSeconds === 'cursor' ? SECONDS : node.timeoutSeconds,
    Output: RESULT,
    Retry: RETRY,
    Catch: catchers(node.steps, { timeout: node.timeout }),
    Next: node.next,
  };
}

export function choiceState(node: ChoiceNode): JsonObject {
  const step = node.step ?? node.name;
  return {
    Type: 'Choice',
    Choices: node.rules.map((rule) => ({
      Condition: condition(rule.test, step),
      ...output(rule, step),
      Next: rule.next,
    })),
    // The output of the state itself is that of the default way; a rule that matches uses its own.
    ...output(node.otherwise, step),
    Default: node.otherwise.next,
  };
}

const output = (way: Way, step: string): JsonObject =>
  way.mark === undefined ? {} : { Output: marked(way.mark, step) };
