/**
 * A simulation's price is counted step by step, whatever machine ran: in each shape the states that prices count are those that
 * the interpreter entered, and the price of every shape is the same whichever of them was simulated.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendingOf } from '../../functions/domain/message/sending.ts';
import { priceReport } from '../../functions/domain/simulation/price.ts';
import type { Profile } from '../../functions/domain/simulation/profile.ts';
import { reading } from '../../functions/domain/simulation/report.ts';
import { openSimulation } from '../../functions/domain/simulation/simulate.ts';
import { setStage } from '../../functions/domain/simulation/stage.ts';
import { visitsOf } from '../../functions/domain/simulation/visits.ts';
import { householdOf } from '../../infra/local/simulator/workflows.ts';
import type { CompileOptions } from '../../workflow-compiler/artifact.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { ONE, toNumber } from '../../workflow-compiler/price/money.ts';
import { planOf, uncutPlanOf } from '../../workflow-compiler/price/plan.ts';
import { cutOf } from '../../workflow-compiler/price/segments.ts';
import { workflows } from '../compiler/generate.ts';
import { busy } from './busy.ts';

const PEOPLE = 40;

const profile: Profile = {
  ...busy,
  events: [...busy.events, { name: 'visit', rate: 0.3, after: '2 days', following: 'email' }],
};

/** What was counted, of whom nothing but the interpreter's own states is taken. */
function played(source: string | Definition, shape: CompileOptions, days = 40) {
  const compiled = compile(source, shape);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  const stage = setStage([compiled.artifact], householdOf('Europe/Berlin'), false);
  const simulation = openSimulation(stage, { seed: 5, start: Date.UTC(2026, 0, 5), days, profile });
  for (let index = 0; index < PEOPLE; index += 1) simulation.made(index);
  const read = reading(simulation.tally);
  const [flow] = [...stage.flows.values()];
  if (flow === undefined) throw new Error('no workflow');
  const count = (prefix: string): number =>
    read.under(`${prefix}|${flow.name}|`).reduce((all, [, n]) => all + n, 0);
  return { flow, read, runs: count('entered'), inside: count('inside') };
}

/** How often the interpreter entered each state, and how often prices say. */
function inSteps(source: string | Definition, days?: number) {
  const { flow, read, runs } = played(source, {}, days);
  const definition = { ...flow.version.definition, steps: flow.content };
  const visits = runs === 0 ? new Map() : visitsOf(flow.name, runs, planOf(definition), read);
  const counted = new Map<string, number>();
  for (const [name, { entered, held }] of visits) {
    if (entered > 0n) counted.set(name, Math.round(toNumber(entered) * runs));
    if (held > 0n) counted.set(`${name}.hold`, Math.round(toNumber(held) * runs));
  }
  const entered = new Map(read.under(`state|${flow.name}|`).filter(([name]) => !name.startsWith('-left')));
  return { counted, entered };
}

/** The same in segments: states entered in all. */
function inSegments(source: string | Definition, days?: number) {
  const { flow, read, runs, inside } = played(source, { granularity: 'segment' }, days);
  const uncut = uncutPlanOf({ ...flow.version.definition, steps: flow.content });
  const entered = read
    .under(`state|${flow.name}|`)
    .reduce((all, [name, n]) => all + (name.startsWith('-left') ? 0 : n), 0);
  const sending = Object.entries(flow.content).filter(([, step]) => sendingOf(step) !== undefined);
  const stopped = sending.some(([id]) =>
    ['inside', 'gone'].some((what) => read.one(`${what}|${flow.name}|${id}`) > 0),
  );
  if (runs === 0) return { counted: 0, entered, stopped };
  const ended = (BigInt(runs - inside) * ONE) / BigInt(runs);
  const { transitions } = cutOf(uncut, visitsOf(flow.name, runs, uncut, read), ended);
  return { counted: Math.round(toNumber(transitions) * runs), entered, stopped };
}

function prices(source: string | Definition, shape: CompileOptions) {
  const { flow, read, runs } = played(source, shape);
  const { usd } = priceReport(flow, runs, read, false) ?? {};
  return usd;
}

const SHAPES: readonly CompileOptions[] = [
  { granularity: 'segment' },
  { placement: 'express' },
  { placement: 'express', granularity: 'step' },
];

const folder = new URL('../../examples/', import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);

describe.each(examples)('%s', (_name, text) => {
  it.each([40, 1])('is counted as it was run, after %i days', (days) => {
    const steps = inSteps(text, days);
    expect(Object.fromEntries(steps.counted)).toEqual(Object.fromEntries(steps.entered));
    const segments = inSegments(text, days);
    expect(segments.counted).toBe(segments.entered);
  });

  it('has the same prices in whichever shape it was run', () => {
    const standard = prices(text, {});
    for (const shape of SHAPES) expect(prices(text, shape)).toEqual(standard);
  });
});

it('generated workflows are counted as they were run', { timeout: 120_000 }, () => {
  let compared = 0;
  fc.assert(
    fc.property(workflows({ maxSteps: 9 }), fc.constantFrom(40, 3), (definition, days) => {
      const steps = inSteps(definition, days);
      const segments = inSegments(definition, days);
      expect(Object.fromEntries(steps.counted)).toEqual(Object.fromEntries(steps.entered));
      // Who is held in a segment at the end, or leaves from there, has entered a state less or more than is counted.
      if (!segments.stopped) expect(segments.counted).toBe(segments.entered);
      compared += segments.stopped ? 0 : 1;
    }),
    { numRuns: 60, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
  );
  expect(compared).toBeGreaterThan(10);
});
