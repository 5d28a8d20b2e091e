/** A condition's program gives the answer of its judge, whatever is asked of whom. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../workflow-compiler/predicate/compile.ts';
import { conditions, facts } from './generate.ts';

describe('programs', () => {
  it('answer as the judge does', { timeout: 120_000 }, () => {
    let held = 0;
    fc.assert(
      fc.property(conditions, facts, (condition, asked) => {
        const { judge, holds } = compileCondition(condition);
        const verdict = judge(asked).holds;
        if (verdict) held += 1;
        expect(holds(asked)).toBe(verdict);
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 5000) },
    );
    expect(held).toBeGreaterThan(500);
  });
});
