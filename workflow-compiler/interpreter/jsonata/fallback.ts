// The asynchronous side door: jsonata itself, for expressions outside the closures' subset and for the words of errors.
// A request and its answer are plain data, so a host may have them worked on in a thread it can end. Steps are
// bounded; what a single function does in one step (a regular expression, say) only such a host can bound.

import jsonata from 'jsonata';
import { isJsonObject, type Json, parseJson } from '../json.ts';
import * as added from './added.ts';
import { BUILTINS } from './builtins.ts';
import { bindHook } from './hook.ts';
import { lookup, NeedsOracle } from './sequence.ts';
import { messageOf } from './tree.ts';
import { type Outcome, outcomeOf } from './value.ts';

/** `now` in epoch milliseconds; `draws` feed `$random()` and `$uuid()` in order. */
export type Request = {
  readonly source: string;
  readonly bindings: { readonly [name: string]: Json };
  readonly now: number;
  readonly draws: readonly number[];
};
export type Answer = Outcome | { readonly error: string };
export type Evaluator = (request: Request) => Promise<Answer>;

// About what fits into the second AWS gives an expression, counted instead of timed so that replays agree. Recursion
// without end is met by it too: jsonata awaits at every step, so it never fills the stack.
const MOST_STEPS = 400_000;

const STACK_OVERFLOW =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';

class LimitReached extends Error {
  override name = 'LimitReached';
}

/** Evaluates with jsonata 2.0.6 less `$eval`, plus the six functions of Step Functions. Never rejects. */
export async function evaluateFallback(request: Request): Promise<Answer> {
  try {
    const expression = jsonata(request.source);
    bindLimits(expression);
    for (const [name, implementation, signature] of functionsFor(request)) {
      expression.registerFunction(name, implementation, signature);
    }
    // jsonata fills empty arrays it groups over, so it works on a copy: our values are shared and never change.
    const bindings = parseJson(JSON.stringify(request.bindings));
    // A variable called `eval` that holds nothing hides the function: calling it is T1006, as on AWS.
    const result: unknown = await expression.evaluate(undefined, {
      eval: undefined,
      ...(isJsonObject(bindings) ? bindings : {}),
    });
    return outcomeOf(result);
  } catch (error) {
    return { error: wording(error) };
  }
}

function wording(error: unknown): string {
  if (error instanceof LimitReached || error instanceof added.AddedFunctionError) return error.message;
  // A function that was left to jsonata here, inside jsonata: its text would be too long.
  if (error instanceof NeedsOracle) return added.MEMORY_LIMIT;
  if (error instanceof RangeError) {
    return /stack/i.test(error.message) ? STACK_OVERFLOW : added.MEMORY_LIMIT;
  }
  return messageOf(error);
}

function bindLimits(expression: jsonata.Expression): void {
  let steps = 0;
  bindHook(expression, 'jsonata.__evaluate_entry', () => {
    if (++steps > MOST_STEPS)
      throw new LimitReached('Expression evaluation timeout: Check for infinite loop');
  });
  // What a step has made: its result is the fourth that this hook is given.
  bindHook(expression, 'jsonata.__evaluate_exit', (...[, , , made]: readonly unknown[]) => {
    const most = typeof made === 'string' ? added.LONGEST_TEXT : added.LONGEST_LIST;
    if ((typeof made === 'string' || Array.isArray(made)) && made.length > most)
      throw new LimitReached(added.MEMORY_LIMIT);
  });
}

type Implementation = (this: jsonata.Focus, ...args: unknown[]) => unknown;

function functionsFor(request: Request): readonly (readonly [string, Implementation, string?])[] {
  let drawn = 0;
  const draw = (): number => request.draws[drawn++ % Math.max(1, request.draws.length)] ?? 0.5;
  return [
    ['now', now(request.now), '<s?s?:s>'],
    [
      'pad',
      function (...args) {
        return BUILTINS.pad?.(args, this.input, { now: request.now, random: draw });
      },
    ],
    ['millis', () => request.now, '<:n>'],
    ['lookup', (input, key) => (typeof key === 'string' ? lookup(input, key) : undefined), '<x-s:x>'],
    ...Object.keys(added.ADDED).map((name): readonly [string, Implementation] => [
      name,
      (...args) => added.called(name, args, draw),
    ]),
  ];
}

/** `$now` at the run's instant, formatted by jsonata's own `$fromMillis`. */
function now(instant: number): Implementation {
  return function (picture, zone) {
    return original(this, 'fromMillis', [instant, picture, zone]);
  };
}

function original(focus: jsonata.Focus, name: string, args: readonly unknown[]): unknown {
  const definition: unknown = focus.environment.lookup(name);
  if (typeof definition !== 'object' || definition === null || !('implementation' in definition))
    return undefined;
  const { implementation } = definition;
  return typeof implementation === 'function' ? implementation.apply(focus, args) : undefined;
}
