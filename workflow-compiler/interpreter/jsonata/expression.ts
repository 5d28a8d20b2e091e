// One `{% … %}` of a machine, parsed once: its closure if it has one, and what it may see.

import { findings } from './check.ts';
import { closureOf } from './closure.ts';
import type { Bindings, Closure } from './env.ts';
import { MISSED, type Plain } from './missed.ts';
import { plainOf } from './plain.ts';
import { below, depthOf, JsonataSyntaxError, type Node, parseTree } from './tree.ts';
import { type Outcome, outcomeOf, trusted } from './value.ts';

export type Expression = {
  /** Without `{%` and `%}`, as AWS prints it. */
  readonly source: string;
  readonly closure: Closure | undefined;
  /** The shorter way for plain data; the closure answers what it misses. */
  readonly plain: Plain | undefined;
  /** More levels than the evaluator of AWS has stack: every evaluation is an error. */
  readonly tooDeep: boolean;
  /** Whether building the context object can be left out. */
  readonly usesContext: boolean;
  /** Variables it can name, `$` left out: what the fallback must be given. */
  readonly names: readonly string[];
};

// `1+1+…` with 200 terms overflows on AWS. Shorter ones are known to work only far below, so this is the edge we have.
const DEEPEST = 199;

/** The text between `{%` and `%}`, or undefined if the string is only a string. */
export function sourceOf(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4
    ? text.slice(2, -2).trim()
    : undefined;
}

/** One of the marks stands at its end, the other at none: AWS refuses to guess what was meant. */
export function isHalfOpen(text: string): boolean {
  return sourceOf(text) === undefined && (text.startsWith('{%') || text.endsWith('%}'));
}

/** Compiles, or says what is wrong. `forbidden` are the `$states` fields that do not exist at this place. */
export function compileExpression(
  source: string,
  forbidden: readonly string[] = [],
): { readonly expression: Expression } | { readonly problems: readonly string[] } {
  let tree: Node;
  try {
    tree = parseTree(source);
  } catch (error) {
    if (!(error instanceof JsonataSyntaxError)) throw error;
    // AWS leaves out the code that jsonata puts before its message.
    const message = error.message.replace(/^S\d{4}: /, '');
    return { problems: [`INVALID_JSONATA_EXPRESSION: ${message}`] };
  }
  const problems = findings(tree, forbidden);
  if (problems.length > 0) return { problems };
  const tooDeep = depthOf(tree) > DEEPEST;
  const closure = tooDeep ? undefined : closureOf(tree);
  return {
    expression: {
      source,
      closure,
      plain: closure === undefined ? undefined : plainOf(tree),
      tooDeep,
      usesContext: source.includes('context') || bare(source),
      names: namesIn(tree),
    },
  };
}

/** `$states` without a field behind it gives away the whole, context included. */
function bare(source: string): boolean {
  return /\$states(?!\s*\.\s*(?:input|result|errorOutput)\b)/.test(source);
}

function namesIn(tree: Node): readonly string[] {
  const names = new Set<string>();
  const open: Node[] = [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    open.push(...below(node));
    if (node.type === 'variable') names.add(String(node.value));
  }
  return [...names];
}

/** The value at once, if there is one: by the plain form, else by the closure. Undefined: jsonata has to be asked. */
export function answerAtOnce({ plain, closure }: Expression, base: Bindings): Outcome | undefined {
  const value = plain === undefined ? MISSED : plain(base);
  if (value !== MISSED) return value === undefined ? { nothing: true } : { value: trusted(value) };
  if (closure === undefined) return undefined;
  try {
    return outcomeOf(runClosure(closure, base));
  } catch {
    // Whatever went wrong, jsonata decides whether it is an error, and words it.
    return undefined;
  }
}

/** Runs the closure. Throws whatever the closure throws; the caller then asks jsonata. */
export function runClosure(closure: Closure, base: Bindings): unknown {
  return closure(undefined, { base, locals: new Map(), outer: undefined });
}
