/** Counting by walking is counting by running: the same visits of every state as the interpreter's, over all ways of a run. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { toNumber } from '../../workflow-compiler/price/money.ts';
import { planOf } from '../../workflow-compiler/price/plan.ts';
import { pathsOf, RATES, type Rates } from '../../workflow-compiler/price/rates.ts';
import { type Visits, walk } from '../../workflow-compiler/price/walk.ts';
import { workflows } from '../compiler/generate.ts';
import { type Behaviour, explore } from './explore.ts';

/** Shares for every path of every step, different from step to step, in thousandths. */
function behaviourOf(definition: Definition, seed: number): Behaviour {
  const paths: { [step: string]: { [path: string]: number } } = {};
  for (const [index, id] of Object.keys(definition.steps).entries()) {
    if (definition.steps[id]?.kind === 'split') continue;
    const known = pathsOf(definition, id) ?? [];
    if (known.length === 0) continue;
    const weights = known.map((_, i) => 1 + ((seed + index * 7 + i * 3) % 10));
    const all = weights.reduce((a, b) => a + b, 0);
    const shares = weights.map((weight) => Math.floor((1000 * weight) / all) / 1000);
    const rest = 1 - shares.slice(0, -1).reduce((a, b) => a + b, 0);
    paths[id] = Object.fromEntries(
      known.map((path, i) => [path, i === known.length - 1 ? Number(rest.toFixed(3)) : (shares[i] ?? 0)]),
    );
  }
  return { paths, rejected: 0.125, held: 0.25 };
}

/** Visits by state of the machine: those of the plan, and the holds beside them. */
function states(visits: Visits): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [name, { entered, held }] of visits) {
    if (entered > 0n) counts.set(name, toNumber(entered));
    if (held > 0n) counts.set(`${name}.hold`, toNumber(held));
  }
  return counts;
}

describe('walking', () => {
  it.each([true, false])('counts every state as the interpreter does (naive: %s)', (naive) => {
    let compared = 0;
    let looped = 0;
    const property = fc.property(workflows({ maxSteps: 8 }), fc.nat(1000), (definition, seed) => {
      const compiled = compile(definition, { naive });
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
      const behaviour = behaviourOf(definition, seed);
      const expected = explore(compiled.artifact, behaviour, 1500);
      fc.pre(expected !== undefined);
      const rates: Rates = { ...RATES, ...behaviour };
      const counted = states(walk(planOf(definition, naive), definition, rates));
      expect([...counted.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
      for (const [state, visits] of expected) expect(counted.get(state)).toBeCloseTo(visits, 8);
      compared += 1;
      if ([...expected.values()].some((visits) => visits > 1.3)) looped += 1;
    });
    // Workflows are drawn until one of them goes round.
    for (let round = 0; round === 0 || (round < 10 && looped === 0); round += 1)
      fc.assert(property, { numRuns: 60 });
    expect(compared).toBeGreaterThan(30);
    expect(looped).toBeGreaterThan(0);
  });
});
