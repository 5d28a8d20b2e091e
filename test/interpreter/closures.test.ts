// The closures mean what jsonata means: whatever a closure answers, jsonata answers. Where jsonata reports an error the
// closure must not answer.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../workflow-compiler/interpreter/jsonata/added.ts';
import { compileExpression, runClosure } from '../../workflow-compiler/interpreter/jsonata/expression.ts';
import { type Answer, evaluateFallback } from '../../workflow-compiler/interpreter/jsonata/fallback.ts';
import { outcomeOf, toJson } from '../../workflow-compiler/interpreter/jsonata/value.ts';
import { data, expression } from './expressions.ts';

type Bindings = Readonly<Record<string, unknown>>;

function closureAnswer(source: string, bindings: Bindings): Answer | 'none' | 'refused' {
  const compiled = compileExpression(source);
  if ('problems' in compiled) return 'refused';
  if (compiled.expression.closure === undefined) return 'none';
  const base = { now: 0, random: () => 0.5, variable: (name: string): unknown => bindings[name] };
  try {
    return outcomeOf(runClosure(compiled.expression.closure, base));
  } catch {
    return 'none';
  }
}

function oracle(source: string, bindings: Bindings): Promise<Answer> {
  const json = Object.fromEntries(
    Object.entries(bindings).map(([name, value]) => [name, toJson(value) ?? null]),
  );
  return evaluateFallback({ source, bindings: json, now: 0, draws: [0.5] });
}

describe('closures', () => {
  it('answer what jsonata answers', { timeout: 60_000 }, async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(
        expression,
        data,
        data,
        fc.array(data, { maxLength: 3 }),
        async (source, v, w, items) => {
          const bindings = { v, w, states: { input: { a: v, items } } };
          const before = JSON.stringify(bindings);
          const mine = closureAnswer(source, bindings);
          expect(JSON.stringify(bindings)).toBe(before);
          if (typeof mine === 'string') return;
          answered++;
          expect([source, mine]).toEqual([source, await oracle(source, bindings)]);
        },
      ),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 3000) },
    );
    expect(answered).toBeGreaterThan(300);
  });

  it.each([
    '$states.input.a.b',
    '$states.input.list[0].k',
    '$states.input.list[k = 2]',
    '$states.input.a.b in ["x", "y"]',
    '$exists($states.input.nope) ? 1 : 2',
    '$merge([$states.input.a, {"z": $n}])',
    '$append($states.input.list.k, 3)',
    '$substring($states.input.a.b, 0, 1) & "-" & $string($n)',
    '($n > 3 and $n <= 9) or $not($n = 5)',
    '$hash("a", "SHA-256")',
    '{"a": $states.input.list.k, "b": [$n]}',
    '$fromMillis(0)',
    '$parse("[1, {}]")',
    '$partition([1..5], 2)',
    '$range(0, 10, 5)',
  ])('answer %s at once', async (source) => {
    const bindings = { n: 5, states: { input: { a: { b: 'x' }, list: [{ k: 1 }, { k: 2 }] } } };
    const mine = closureAnswer(source, bindings);
    expect(mine).toHaveProperty('value');
    expect(mine).toEqual(await oracle(source, bindings));
  });

  it.each(['$map([1], function($x){$x})', '$x ~> |a|{"b":1}|', '$v^(k)', '$sort([2,1])', '$match("a", /a/)'])(
    'leave %s to jsonata',
    (source) => {
      expect(closureAnswer(source, {})).toBe('none');
    },
  );
});

describe('the added functions', () => {
  it('draw like java.util.Random', () => {
    expect(seededRandom(42)).toBe(0.7275636800328681);
    expect(seededRandom(0)).toBe(0.730967787376657);
  });

  it.each([
    ['$range(-1.7, 2, 1)', { value: [-1, 0, 1, 2] }],
    ['$range(1, 1, 1)', { value: 1 }],
    ['$range(3, 1, -1)', { value: [3, 2, 1] }],
    ['$partition([1,2,3], 2)', { value: [[1, 2], [3]] }],
    ['$hash("a", "MD5")', { value: '0cc175b9c0f1b6a831c399e269772661' }],
    ['$hash("a", "SHA-1")', { value: '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8' }],
    ['$parse("-0")', { value: -0 }],
    ['$parse("{")', { error: '"{" is not valid JSON' }],
    ['$eval("1")', { error: 'T1006: Attempted to invoke a non-function' }],
    ['$random(42)', { value: 0.7275636800328681 }],
  ])('%s', async (source, expected) => {
    expect(await oracle(source, {})).toEqual(expected);
  });

  it('make version 4 uuids', () => {
    expect(closureAnswer('$uuid()', {})).toEqual({ value: '88888888-8888-4888-8888-888888888888' });
  });
});
