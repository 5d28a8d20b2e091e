// Evaluating one JSONata expression in a scope: the closure if there is one, else jsonata's answer if it was given, else
// the transition is suspended. Errors carry the texts AWS writes.

import { contextOf } from './context.ts';
import { queryFailure } from './failure.ts';
import { type Json, typeName } from './json.ts';
import type { Bindings } from './jsonata/env.ts';
import { answerAtOnce, type Expression } from './jsonata/expression.ts';
import type { Answer, Request } from './jsonata/fallback.ts';
import { readVariable, type Scope } from './scope.ts';

/** Unwinds a transition that needs jsonata. Not an error: begin and advance turn it into a value. */
export class SuspendSignal extends Error {
  override name = 'SuspendSignal';
  readonly request: Request;
  constructor(request: Request) {
    super('suspended');
    this.request = request;
  }
}

export function evaluate(scope: Scope, expression: Expression, field: string): Json {
  if (expression.tooDeep) throw said(expression, field, threw(STACK_OVERFLOW));
  const answer = atOnce(scope, expression) ?? ask(scope, expression);
  if ('value' in answer) return answer.value;
  if ('nothing' in answer) throw said(expression, field, 'returned nothing (undefined).');
  if ('error' in answer) throw said(expression, field, threw(answer.error));
  throw said(expression, field, 'returned an unsupported result type.');
}

/** "… returned an unexpected result type. Expected 'array', but was 'number' for value: 1" */
export function unexpected(source: string, field: string, expected: string, value: Json): Error {
  const detail = `returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
  return queryFailure(
    `The JSONata expression '${source}' specified for the field '${field}' ${detail}`,
    field,
  );
}

function said(expression: Expression, field: string, detail: string): Error {
  return queryFailure(
    `The JSONata expression '${expression.source}' specified for the field '${field}' ${detail}`,
    field,
  );
}

const STACK_OVERFLOW =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';

/** AWS joins errors with a code of JSONata by a full stop, and its own by a colon. */
function threw(message: string): string {
  return `threw an error during evaluation${/^[A-Z]\d{4}:/.test(message) ? '.' : ':'} ${message}`;
}

function atOnce(scope: Scope, expression: Expression): Answer | undefined {
  if (expression.closure === undefined) return undefined;
  const { now, random } = scope.run.world;
  let states: Json | undefined;
  const base: Bindings = {
    now,
    random,
    variable: (name) => {
      if (name !== 'states') return readVariable(scope, name);
      states ??= statesOf(scope, expression.usesContext);
      return states;
    },
  };
  return answerAtOnce(expression, base);
}

function statesOf(scope: Scope, withContext: boolean): Json {
  const { input, result, errorOutput } = scope;
  const context = withContext ? contextOf(scope) : undefined;
  if (context === undefined) {
    if (errorOutput !== undefined) return { input, errorOutput };
    return result === undefined ? { input } : { input, result };
  }
  return {
    input,
    ...(result === undefined ? {} : { result }),
    ...(errorOutput === undefined ? {} : { errorOutput }),
    context,
  };
}

function ask(scope: Scope, expression: Expression): Answer {
  const { run } = scope;
  const draws = /\$(?:random|uuid|shuffle)\b/.test(expression.source)
    ? Array.from({ length: 64 }, () => run.world.random())
    : [];
  const answer = run.world.evaluated?.[run.asked++];
  if (answer !== undefined) return answer;
  const bindings: Record<string, Json> = {};
  for (const name of expression.names) {
    const value = name === 'states' ? statesOf(scope, expression.usesContext) : readVariable(scope, name);
    if (value !== undefined) bindings[name] = value;
  }
  throw new SuspendSignal({ source: expression.source, bindings, now: run.world.now, draws });
}
