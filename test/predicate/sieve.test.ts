/** A sieve lets every pattern through that matches, and what it settles it settles rightly. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventPattern } from '../../workflow-compiler/language/event.ts';
import { compileEvent } from '../../workflow-compiler/predicate/event.ts';
import { run } from '../../workflow-compiler/predicate/program.ts';
import { sieveOf } from '../../workflow-compiler/predicate/sieve/sieve.ts';
import { facts, patterns } from './generate.ts';

const CARD = {
  id: 'c1',
  details: {},
  tags: {},
  score: { base: 0, parts: [] },
  lists: {},
  consents: {},
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

describe('sieves', () => {
  it('leave out only what does not match, and settle only what does', { timeout: 120_000 }, () => {
    let settled = 0;
    let left = 0;
    fc.assert(
      fc.property(patterns, fc.array(facts, { minLength: 1, maxLength: 5 }), (all, many) => {
        const sieve = sieveOf([...all.entries()], ([, pattern]) => pattern);
        for (const asked of many) {
          const type = all[0]?.on ?? '';
          const { properties = {} } = asked.event ?? {};
          const event = { id: 'e1', type, at: '2026-06-01T00:00:00.000Z', properties };
          const matching = all.flatMap((pattern, position) =>
            compileEvent(pattern).matches(event, { ...asked, workflow: 'plan' }) ? [position] : [],
          );
          const found = sieve(event);
          const candidates = found.map(({ of: [position] }) => position);
          expect(candidates).toEqual([...candidates].toSorted((a, b) => a - b));
          expect(candidates).toEqual(expect.arrayContaining(matching));
          const sure = found.flatMap(({ of: [position], settled }) => (settled ? [position] : []));
          for (const { of, rest } of found)
            if (rest !== undefined) expect(run(rest, { ...asked, event })).toBe(matching.includes(of[0]));
          expect(matching).toEqual(expect.arrayContaining(sure));
          settled += sure.length;
          left += all.length - candidates.length;
        }
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 400) },
    );
    expect(settled).toBeGreaterThan(100);
    expect(left).toBeGreaterThan(1000);
  });

  it('stay right where limits are many, at and around each of them', () => {
    const ops = ['greater', 'at-least', 'less', 'at-most'] as const;
    const all = Array.from(
      { length: 400 },
      (_, index): EventPattern => ({
        on: 'external.occurred',
        name: 'order',
        where: { kind: 'event', property: 'amount', op: ops[index % 4] ?? 'less', value: index % 90 },
      }),
    );
    const sieve = sieveOf([...all.entries()], ([, pattern]) => pattern);
    for (let amount = -1; amount <= 91; amount += 0.5) {
      const properties = { name: 'order', properties: { amount } };
      const event = { id: 'e1', type: 'external.occurred', at: '2026-06-01T00:00:00.000Z', properties };
      const expected = all.flatMap(({ where }, position) => {
        const value = position % 90;
        const [greater, least, less] = [amount > value, amount >= value, amount < value];
        const holds = [greater, least, less, amount <= value][position % 4];
        return where !== undefined && holds === true ? [position] : [];
      });
      const found = sieve(event);
      expect(found.map(({ of: [position] }) => position)).toEqual(expected);
      expect(found.every(({ settled }) => settled)).toBe(true);
    }
  });

  it('ask one alone as it asks many: every operator of every value that may come', () => {
    const values = ['ab', 'AB c', '1', 'i', 'i\u0307', 1, 0, -2.5];
    const coming = [...values, 'Ab', 'abc', 'İ', ' 1', '', 2, true, false, null, ['ab'], undefined];
    const ops = [
      'equals',
      'starts',
      'greater',
      'at-least',
      'less',
      'at-most',
      'exists',
      'not-equals',
    ] as const;
    const leaves = [
      ...ops.flatMap((op) => values.map((value) => ({ op, value }))),
      ...values.map((value, index) => ({ op: 'in' as const, value: [value, values[index + 1] ?? 'ab'] })),
      { op: 'exists' as const },
    ];
    let settled = 0;
    for (const leaf of leaves) {
      const pattern: EventPattern = {
        on: 'external.occurred',
        name: 'order',
        where: { kind: 'event', property: 'what', ...leaf },
      };
      const sieve = sieveOf([pattern], (one) => one);
      for (const what of coming) {
        const properties = { name: 'order', properties: what === undefined ? {} : { what } };
        const event = { id: 'e1', type: 'external.occurred', at: '2026-06-01T00:00:00.000Z', properties };
        const matches = compileEvent(pattern).matches(event, { card: CARD, activity: [], now: 0 });
        const [found] = sieve(event);
        settled += found?.settled === true ? 1 : 0;
        if (found === undefined || found.settled)
          expect({ leaf, what, holds: found !== undefined }).toEqual({ leaf, what, holds: matches });
      }
    }
    expect(settled).toBeGreaterThan(50);
  });
});
