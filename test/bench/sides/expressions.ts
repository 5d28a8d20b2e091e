/** Every expression that the compiler emits, one of each shape, evaluated by the interpreter's own evaluator and by jsonata. */
import jsonata from 'jsonata';
import { hash, parse } from '../../../workflow-compiler/interpreter/jsonata/added.ts';
import {
  answerAtOnce,
  compileExpression,
} from '../../../workflow-compiler/interpreter/jsonata/expression.ts';
import { emittedExpressions, STATES } from '../../interpreter/emitted.ts';
import type { Measure } from '../in-turn.ts';
import { perCpuSecond, perCpuSecondAsync } from '../repeated.ts';

export type ExpressionsErrand = {
  readonly way: 'product' | 'jsonata';
  readonly generated: number;
  readonly ms: number;
};
/** By source: evaluations per second of the processor, and the answer as JSON. */
export type Evaluated = readonly {
  readonly source: string;
  readonly perCpuSecond: number;
  readonly answer: string;
}[];

export const measure: Measure<ExpressionsErrand, Evaluated> = async ({ way, generated, ms }) => {
  const found: { source: string; perCpuSecond: number; answer: string }[] = [];
  for (const source of emittedExpressions(generated))
    found.push(await (way === 'product' ? ours : theirs)(source, ms));
  return found;
};

const MANY = 1000;

async function ours(source: string, ms: number) {
  const compiled = compileExpression(source);
  if (!('expression' in compiled)) throw new Error(compiled.problems.join());
  const { expression } = compiled;
  const evaluate = () => {
    const variable = (name: string) => (name === 'states' ? STATES : undefined);
    return answerAtOnce(expression, { now: 0, random: () => 0.5, variable });
  };
  const answer = evaluate();
  if (answer === undefined || !('value' in answer)) throw new Error(`\`${source}\` has no value at once`);
  const round = (): void => {
    for (let n = 0; n < MANY; n += 1) evaluate();
  };
  return { source, answer: JSON.stringify(answer.value), perCpuSecond: perCpuSecond(MANY, round, ms) };
}

/** Parsed once and awaited one after another, which is how it is fastest. */
async function theirs(source: string, ms: number) {
  const expression = jsonata(source);
  expression.registerFunction('hash', (text: unknown, algorithm: unknown) => hash(text, algorithm));
  expression.registerFunction('parse', (text: unknown) => parse(text));
  const evaluate = (): Promise<unknown> => expression.evaluate(undefined, { states: STATES });
  const round = async (): Promise<void> => {
    for (let n = 0; n < MANY; n += 1) await evaluate();
  };
  return {
    source,
    answer: JSON.stringify(await evaluate()),
    perCpuSecond: await perCpuSecondAsync(MANY, round, ms),
  };
}
