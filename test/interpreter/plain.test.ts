// The short way over plain data means what jsonata means: it answers alike, or says that it cannot tell.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileExpression,
  type Expression,
} from '../../workflow-compiler/interpreter/jsonata/expression.ts';
import { type Answer, evaluateFallback } from '../../workflow-compiler/interpreter/jsonata/fallback.ts';
import { MISSED } from '../../workflow-compiler/interpreter/jsonata/missed.ts';
import { toJson } from '../../workflow-compiler/interpreter/jsonata/value.ts';
import { emittedExpressions, STATES } from './emitted.ts';
import { data, expression } from './expressions.ts';

type Bindings = Readonly<Record<string, unknown>>;

function compiled(source: string): Expression | undefined {
  const made = compileExpression(source);
  return 'expression' in made ? made.expression : undefined;
}

/** `undefined`: there is no plain form, or it cannot tell. */
function plainAnswer(source: string, bindings: Bindings): Answer | undefined {
  const base = { now: 0, random: () => 0.5, variable: (name: string): unknown => bindings[name] };
  const plain = compiled(source)?.plain;
  const raw = plain === undefined ? MISSED : plain(base);
  if (raw === MISSED) return undefined;
  // Exactly as it is: what needs to be cleaned is not plain.
  expect(toJson(raw)).toBe(raw);
  return raw === undefined ? { nothing: true } : { value: toJson(raw) ?? null };
}

function oracle(source: string, bindings: Bindings): Promise<Answer> {
  const json = Object.fromEntries(
    Object.entries(bindings).map(([name, value]) => [name, toJson(value) ?? null]),
  );
  return evaluateFallback({ source, bindings: json, now: 0, draws: [0.5] });
}

const path = fc
  .tuple(
    fc.constantFrom('$v', '$w', '$states.input', '$states.result'),
    fc.array(fc.constantFrom('.a', '.b', '.items', '.toString', '.name'), { maxLength: 3 }),
  )
  .map(([root, steps]) => `${root}${steps.join('')}`);
const scalar = fc.constantFrom('"a"', '""', '0', '1', '2.5', 'true', 'null', '"é😀"');

/** Expressions of the kinds that have a plain form, nested. */
const plainExpression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    path,
    scalar,
    fc
      .tuple(
        tie('any'),
        fc.constantFrom('+', '-', '*', '=', '!=', '<', '<=', '>', '>=', '&', 'and', 'or'),
        tie('any'),
      )
      .map(([left, sign, right]) => `${left} ${sign} ${right}`),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((items) => `$merge([${items.join(', ')}])`),
    fc.array(tie('any'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .uniqueArray(fc.constantFrom('a', 'b', 'toString', '__proto__'), { maxLength: 3 })
      .chain((keys) => fc.tuple(...keys.map((key) => tie('any').map((value) => `'${key}': ${value}`))))
      .map((pairs) => `{${pairs.join(', ')}}`),
    fc.tuple(tie('any'), tie('any')).map(([left, right]) => `$append(${left}, ${right})`),
    fc
      .tuple(tie('any'), fc.constantFrom('a', 'b', 'toString'))
      .map(([object, key]) => `$lookup(${object}, '${key}')`),
    fc.tuple(tie('any'), fc.constantFrom('', '.a')).map(([text, then]) => `$parse(${text})${then}`),
    tie('any').map((text) => `$hash(${text}, 'SHA-256')`),
    fc
      .tuple(tie('any'), fc.nat(3), fc.nat(3))
      .map(([text, from, length]) => `$substring(${text}, ${from}, ${length})`),
  ),
})).any;

describe('plain expressions', () => {
  it('answer what jsonata answers, or miss', { timeout: 60_000 }, async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 3, arbitrary: plainExpression }, expression),
        data,
        data,
        fc.dictionary(fc.constantFrom('a', 'b', 'items', '__proto__', 'toString'), data),
        async (source, v, w, input) => {
          const bindings = { v, w, states: { input, result: v } };
          const before = JSON.stringify(bindings);
          const mine = plainAnswer(source, bindings);
          expect(JSON.stringify(bindings)).toBe(before);
          if (mine === undefined) return;
          answered++;
          expect([source, mine]).toEqual([source, await oracle(source, bindings)]);
        },
      ),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 4000) },
    );
    expect(answered).toBeGreaterThan(500);
  });

  it('are hidden by variables of the name of their function', () => {
    expect(plainAnswer('$merge([{"a": 1}])', { merge: 1 })).toBeUndefined();
    expect(plainAnswer('$merge([{"a": 1}])', {})).toEqual({ value: { a: 1 } });
  });
});

describe('what the compiler emits', () => {
  const sources = emittedExpressions(60);

  it('is plain, in some twenty shapes', () => {
    expect(sources.length).toBeGreaterThan(15);
    expect(sources.filter((source) => plainAnswer(source, { states: STATES }) === undefined)).toEqual([]);
  });

  it('answers what jsonata answers, whatever the state holds', { timeout: 60_000 }, async () => {
    const odd = fc.record(
      { path: data, turn: data, trail: data, loops: data, contact: data, cursor: data, error: data },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sources), odd, data, async (source, changed, cause) => {
        const states = {
          ...STATES,
          input: { ...STATES.input, ...changed },
          errorOutput: {
            Error: 'Deferred',
            Cause: typeof cause === 'string' ? cause : JSON.stringify(cause),
          },
        };
        const mine = plainAnswer(source, { states });
        if (mine !== undefined) expect([source, mine]).toEqual([source, await oracle(source, { states })]);
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 1500) },
    );
  });
});
