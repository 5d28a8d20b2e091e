/**
 * A rule of the language as a line of `sojourn asl run --batch` and what has to come back. The rules are those of AWS's
 * documentation, and what is known to have been measured there; nothing of them is taken from recordings.
 */
import type { Json } from '../../../workflow-compiler/interpreter/json.ts';

export type Machine = { readonly [field: string]: Json };

/** What of the answer is looked at: the members that are given. `because`: a part of the cause. */
export type Answer = {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'REFUSED';
  readonly output?: Json;
  readonly error?: string;
  readonly because?: string;
  readonly states?: string;
};

export type Rule = readonly [
  sentence: string,
  definition: Machine,
  input: Json,
  answer: Answer,
  mocks?: { readonly [state: string]: Json },
];

export const INVOKE = 'arn:aws:states:::lambda:invoke';

/** A machine of these states, the first of which starts. */
export const jsonata = (states: Machine, more: Machine = {}): Machine => ({
  QueryLanguage: 'JSONata',
  ...jsonpath(states, more),
});

export const jsonpath = (states: Machine, more: Machine = {}): Machine => ({
  StartAt: Object.keys(states)[0] ?? '',
  States: states,
  ...more,
});

/** A machine of one state, called A, that ends it. */
export const one = (state: Machine, more: Machine = {}): Machine =>
  jsonata({ A: { ...state, ...ENDING(state) } }, more);

const ENDING = ({ Type }: Machine): Machine => (Type === 'Succeed' || Type === 'Fail' ? {} : { End: true });

/** A Pass with this output, and nothing else. */
export const pass = (output: Json): Machine => one({ Type: 'Pass', Output: output });

/** A block of one state. */
export const block = (name: string, state: Machine): Machine => ({
  StartAt: name,
  States: { [name]: { ...state, ...ENDING(state) } },
});

/** `states` are the names in order, with blanks between. */
export const gives = (output: Json, states?: string): Answer => ({
  status: 'SUCCEEDED',
  output,
  ...(states === undefined ? {} : { states }),
});

export const fails = (error: string, because?: string, states?: string): Answer => ({
  status: 'FAILED',
  error,
  ...(because === undefined ? {} : { because }),
  ...(states === undefined ? {} : { states }),
});

/** An expression that cannot be computed. */
export const unfit = (because: string, states?: string): Answer =>
  fails('States.QueryEvaluationError', because, states);

export const refused = (because: string): Answer => ({ status: 'REFUSED', because });
