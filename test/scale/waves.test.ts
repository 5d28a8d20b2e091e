/** A run cut at its waits is still the run: what the waves take adds up to what the price counts, and time goes forward. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../workflow-compiler/compile.ts';
import { routingOf } from '../../workflow-compiler/emit/routing.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { interruptsOf } from '../../workflow-compiler/lower/interrupts.ts';
import type { Line } from '../../workflow-compiler/price/lines.ts';
import { toNumber } from '../../workflow-compiler/price/money.ts';
import { planOf } from '../../workflow-compiler/price/plan.ts';
import { priceOf } from '../../workflow-compiler/price/price.ts';
import { RATES } from '../../workflow-compiler/price/rates.ts';
import type { QuotaId } from '../../workflow-compiler/scale/quotas.ts';
import { type Placing, takesOf } from '../../workflow-compiler/scale/takes.ts';
import { wavesOf } from '../../workflow-compiler/scale/waves.ts';
import { workflows } from '../compiler/generate.ts';

function prepare(definition: Definition) {
  const plan = planOf(definition);
  const quote = priceOf(definition);
  const routing = routingOf(definition, interruptsOf(definition));
  const waves = wavesOf(plan, definition, RATES);
  return { waves, quote, takes: takesOf(waves, { definition, plan, routing, rates: RATES, quote }) };
}

const PRICED: { readonly [placing in Placing]: readonly (readonly [QuotaId, string])[] } = {
  standard: [
    ['transition', 'States entered'],
    ['table-write', 'Rows written'],
    ['put-events', 'Events on the bus'],
  ],
  express: [
    ['schedule-fire', 'Timers'],
    ['table-write', 'Rows written'],
    ['put-events', 'Events on the bus'],
  ],
};

const counted = (lines: readonly Line[], what: string): number =>
  lines.filter((line) => line.what === what).reduce((sum, { count }) => sum + toNumber(count), 0);

describe('waves', () => {
  it('take together what the price counts', () => {
    fc.assert(
      fc.property(workflows({ maxSteps: 10 }), (definition) => {
        const { quote, takes } = prepare(definition);
        const all = (placing: Placing, id: QuotaId): number =>
          takes[placing].reduce((sum, each) => sum + (each[id] ?? 0), 0);
        const lines = { standard: quote.standard.lines, express: quote.express.segment };
        for (const placing of ['standard', 'express'] as const)
          for (const [id, what] of PRICED[placing])
            expect([id, all(placing, id)]).toEqual([id, expect.closeTo(counted(lines[placing], what), 6)]);
        const mails = counted(quote.messages, 'Mails');
        expect(all('standard', 'mail')).toBeCloseTo(mails, 6);
      }),
      { numRuns: 60 },
    );
  });

  it('lead forward, and lose nobody on the way', () => {
    fc.assert(
      fc.property(workflows({ maxSteps: 10 }), (definition) => {
        const { waves } = prepare(definition);
        waves.forEach(({ runs, onward }, index) => {
          for (const { to } of onward) expect(to).toBeGreaterThan(index);
          const going = onward.reduce((sum, way) => sum + way.runs, 0n);
          expect(going <= runs).toBe(true);
        });
        const into = (index: number): bigint =>
          waves
            .flatMap(({ onward }) => onward)
            .reduce((sum, way) => sum + (way.to === index ? way.runs : 0n), 0n);
        for (const [index, { runs }] of waves.entries()) expect(index === 0 ? 0n : runs).toBe(into(index));
      }),
      { numRuns: 60 },
    );
  });

  it('are two for the welcome series: at once, and a day later', () => {
    const compiled = compile(readFileSync(join(import.meta.dirname, '../../examples/welcome.yaml'), 'utf8'));
    if (!compiled.ok) throw new Error('the example does not compile');
    const { waves, takes } = prepare(compiled.artifact.definition);
    expect(waves.map(({ begins, afterMs, runs }) => [begins, afterMs, toNumber(runs)])).toEqual([
      ['entry', 0, 1],
      ['timer', 86_400_000, 1],
    ]);
    const express = takes.express.map((each) => [
      each.mail,
      each.sms,
      each['schedule-fire'],
      each['express-start'],
    ]);
    expect(express).toEqual([
      [1, 0, 0, 0],
      [0.5, 0.5, 1, 1],
    ]);
  });
});
