/**
 * How a workflow is cut into states, and where its waits live, says nothing about what happens to contacts: the same seed gives
 * the same report but for what is counted in states.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../functions/domain/simulation/profile.ts';
import { type FlowReport, reportOf } from '../../functions/domain/simulation/report.ts';
import { openSimulation } from '../../functions/domain/simulation/simulate.ts';
import { setStage } from '../../functions/domain/simulation/stage.ts';
import { householdOf } from '../../infra/local/simulator/workflows.ts';
import type { CompileOptions } from '../../workflow-compiler/artifact.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { workflows } from '../compiler/generate.ts';
import { busy } from './busy.ts';

const SHAPES = [
  { granularity: 'segment' },
  { placement: 'express' },
  { placement: 'express', granularity: 'step' },
] as const satisfies readonly CompileOptions[];

function played(
  sources: readonly (string | Definition)[],
  shape: CompileOptions,
  contacts: number,
  profile: Profile,
) {
  const artifacts = sources.map((source) => {
    const compiled = compile(source, shape);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    return compiled.artifact;
  });
  const stage = setStage(artifacts, householdOf('Europe/Berlin'), false);
  const simulation = openSimulation(stage, { seed: 5, start: Date.UTC(2026, 0, 5), days: 40, profile });
  for (let index = 0; index < contacts; index += 1) simulation.made(index);
  const about = { contacts, start: '2026-01-05', days: 40, seed: 5, zone: 'Europe/Berlin' };
  const { sends, workflows: flows } = reportOf(stage, simulation.tally, about);
  // Each report has the price of every shape, and the lines of its own.
  const withoutStates = ({ transitions: _transitions, price, ...report }: FlowReport) => ({
    ...report,
    usd: price?.usd,
  });
  return {
    sends,
    flows: Object.fromEntries(Object.entries(flows).map(([name, report]) => [name, withoutStates(report)])),
  };
}

const profile: Profile = {
  ...busy,
  people: { ...busy.people, details: { plan: { free: 1, pro: 1 } } },
  events: [
    ...busy.events,
    { name: 'complaint', rate: 0.1, after: '2 days', following: 'email' },
    { name: 'cancel', rate: 0.1, after: '3 days', following: 'entry' },
  ],
};

const folder = new URL('../../examples/', import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

describe('the same report in every shape', () => {
  it.each(examples.map((text) => [/^name: (.*)$/m.exec(text)?.[1], text]))('%s', (_name, text = '') => {
    const standard = played([text], {}, 120, profile);
    for (const shape of SHAPES) expect(played([text], shape, 120, profile)).toEqual(standard);
  });

  it('generated workflows', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(workflows({ maxSteps: 9 }), (definition) => {
        const standard = played([definition], {}, 25, profile);
        for (const shape of SHAPES) expect(played([definition], shape, 25, profile)).toEqual(standard);
      }),
      { numRuns: 25, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
    );
  });

  it('who is asked to slow down waits, in the row or in a retry, and nobody is lost', () => {
    const slow: Profile = { providers: { email: { throttled: 0.5 } } };
    const welcome = readFileSync(new URL('welcome.yaml', folder), 'utf8');
    for (const shape of [{}, ...SHAPES]) {
      const { flows } = played([welcome], shape, 60, slow);
      expect(flows.welcome).toMatchObject({ entered: 60, done: 60, failed: 0 });
    }
  });
});
