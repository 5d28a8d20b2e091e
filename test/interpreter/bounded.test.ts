// The evaluator in a thread: it answers like the one in place, and an expression that never ends costs only itself.

import { afterAll, expect, it } from 'vitest';
import { boundedEvaluator } from '../../infra/local/evaluator/bounded.ts';

const { evaluate, close } = boundedEvaluator(300);
afterAll(close);

const request = (source: string) => ({ source, bindings: { v: [1, 2] }, now: 0, draws: [] });

it('answers in order, past an expression that never ends', { timeout: 20_000 }, async () => {
  // Each further letter doubles the work of this pattern: it would take longer than anyone waits.
  const endless = `$match("${'a'.repeat(64)}b", /^(a+)+$/)`;
  const answers = await Promise.all(
    ['$sum($v)', endless, '$map($v, function($x){$x * 2})'].map((s) => evaluate(request(s))),
  );
  expect(answers).toEqual([
    { value: 3 },
    { error: 'Expression evaluation timeout: Check for infinite loop' },
    { value: [2, 4] },
  ]);
});

it('answers one request after another from the same thread', { timeout: 20_000 }, async () => {
  const alone = boundedEvaluator();
  const answers: unknown[] = [];
  for (const v of [1, 2, 3, 4]) answers.push(await alone.evaluate(request(`$map([${v}], $string)`)));
  await alone.close();
  expect(answers).toEqual(['1', '2', '3', '4'].map((value) => ({ value })));
});
