/** The JSONata in machines, evaluated by the real package: splits, jumps, trails, rejections and holds do what they say. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import type { Cursor } from '../../workflow-compiler/cursor.ts';
import { condition, FAILED, HOLD, marked, SETTLED } from '../../workflow-compiler/emit/expressions.ts';
import { splitBounds, splitBucket, splitPath } from '../../workflow-compiler/split.ts';

const cursor: Cursor = {
  tenant: 't1',
  contact: 'c1',
  workflow: 'welcome',
  version: 1,
  run: 'r1',
  turn: 4,
  trail: [],
  loops: {},
};

/** As Step Functions does: `$states` bound, and the functions that it adds. */
async function evaluate(text: string, states: object): Promise<unknown> {
  const expression = jsonata(text.slice(2, -2));
  expression.registerFunction('hash', (value: string, algorithm: string) =>
    createHash(algorithm).update(value).digest('hex'),
  );
  expression.registerFunction('parse', (value: string) => JSON.parse(value));
  const result: unknown = await expression.evaluate({}, { states });
  return JSON.parse(JSON.stringify(result));
}

const words = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);

describe('trails', () => {
  it.each([0, 1, 2, 3])('with %i lines before, one line is added', async (length) => {
    const trail = Array.from({ length }, (_, i) => [`s${i}`, 'a'] as const);
    const after = await evaluate(marked({ path: 'b', counts: false }, 'test'), {
      input: { ...cursor, trail },
    });
    expect(after).toEqual({ ...cursor, trail: [...trail, ['test', 'b']] });
  });
});

describe('jumps', () => {
  it.each([
    [{}, 0],
    [{ other: 5 }, 0],
    [{ again: 1 }, 1],
    [{ again: 2, other: 5 }, 2],
  ])('with %j behind, counts on from %i', async (loops, taken) => {
    const input = { ...cursor, loops };
    const back = (atMost: number) => evaluate(condition({ type: 'loop', atMost }, 'again'), { input });
    expect(await back(taken)).toBe(false);
    expect(await back(taken + 1)).toBe(true);
    expect(await evaluate(marked({ path: 'jump', counts: true }, 'again'), { input })).toEqual({
      ...input,
      trail: [['again', 'jump']],
      loops: { ...loops, again: taken + 1 },
    });
  });
});

describe('splits', () => {
  it('the machine and the exported function agree on the path', async () => {
    const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(fc.string(), words, words, weights, async (contact, workflow, step, parts) => {
        const sum = parts.reduce((a, b) => a + b, 0);
        const bounds = splitBounds(parts.map((part) => (part / sum) * 100));
        const input = { ...cursor, contact, workflow };
        const chosen: number[] = [];
        for (const [i, below] of bounds.entries())
          if ((await evaluate(condition({ type: 'bucket', below }, step), { input })) === true)
            chosen.push(i);
        expect(splitPath(splitBucket(contact, workflow, step), bounds)).toBe(chosen[0] ?? bounds.length);
      }),
      { numRuns: 100 },
    );
  });

  it('bounds grow, and buckets fall in proportion to the weights', () => {
    const bounds = splitBounds([10, 20, 70]);
    expect(bounds).toEqual(['19999999', '4ccccccc']);
    const counts = [0, 0, 0];
    for (let i = 0; i < 20_000; i++) {
      const path = splitPath(splitBucket(`contact-${i}`, 'w', 's'), bounds);
      counts[path] = (counts[path] ?? 0) + 1;
    }
    for (const [i, share] of [0.1, 0.2, 0.7].entries())
      expect(Math.abs((counts[i] ?? 0) / 20_000 - share)).toBeLessThan(0.015);
  });
});

describe('failures', () => {
  it('a rejected step is settled', async () => {
    const input = { ...cursor, trail: [['a', 'b']] };
    expect(await evaluate(SETTLED, { input })).toEqual({ ...cursor, turn: 5, trail: [] });
  });

  it('a deferred step is held until the time in its message', async () => {
    const Cause = JSON.stringify({ errorType: 'Deferred', errorMessage: '2026-12-24T09:00:00Z', trace: [] });
    const states = { input: cursor, errorOutput: { Error: 'Deferred', Cause } };
    expect(await evaluate(HOLD, states)).toEqual({ ...cursor, until: '2026-12-24T09:00:00Z' });
  });

  it.each([[[]], [['a']], [['a', 'b']]])('the failure path is told the steps %j as a list', async (steps) => {
    const input = { cursor, steps, error: { Error: 'E', Cause: 'C' } };
    expect(await evaluate(FAILED.steps, { input })).toEqual(steps);
    expect(await evaluate(FAILED.cursor, { input })).toEqual(cursor);
    expect(await evaluate(FAILED.name, { input })).toBe('E');
  });
});
