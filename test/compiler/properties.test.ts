/** What holds for every workflow, and for every text that is none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Compiled } from '../../workflow-compiler/artifact.ts';
import { check, compile } from '../../workflow-compiler/compile.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { Steps } from '../../workflow-compiler/language/step.ts';
import { interruptsOf } from '../../workflow-compiler/lower/interrupts.ts';
import { lower } from '../../workflow-compiler/lower/lower.ts';
import { optimise, PASSES, SEGMENTS, STRETCHES } from '../../workflow-compiler/optimise/optimise.ts';
import { verify } from '../../workflow-compiler/verify/verify.ts';
import { aslErrors } from './asl-validator.ts';
import { workflows } from './generate.ts';

const RUNS = { numRuns: 150 };

function artifact(compiled: Compiled) {
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics, null, 1));
  return compiled.artifact;
}

const modes = [
  {},
  { naive: true },
  { granularity: 'segment' },
  { placement: 'express' },
  { placement: 'express', granularity: 'step' },
  { placement: 'express', granularity: 'step', naive: true },
] as const;

describe('every valid workflow', () => {
  it('compiles without errors in every mode, to machines that our verifier accepts', () => {
    fc.assert(
      fc.property(workflows(), (definition) => {
        for (const mode of modes) {
          const { machine, placement } = artifact(compile(definition, mode));
          expect(verify(machine, placement)).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('compiles to machines that asl-validator accepts', () => {
    fc.assert(
      fc.property(workflows(), fc.constantFrom(...modes), (definition, mode) => {
        expect(aslErrors(artifact(compile(definition, mode)).machine)).toEqual([]);
      }),
      // It takes a tenth of a second for each machine.
      { numRuns: 25 },
    );
  });

  it('is optimised once and for all: a second time changes nothing', () => {
    fc.assert(
      fc.property(workflows(), fc.constantFrom(PASSES, SEGMENTS, STRETCHES), (definition, passes) => {
        const once = optimise(lower(definition, interruptsOf(definition)), passes);
        expect(optimise(once, passes)).toEqual(once);
      }),
      RUNS,
    );
  });

  it('gives the same bytes each time, from text as from the value', () => {
    fc.assert(
      fc.property(workflows(), (definition) => {
        const text = JSON.stringify(definition);
        const first = JSON.stringify(compile(text));
        expect(JSON.stringify(compile(text))).toBe(first);
        // Warnings about text have positions; everything else is the same.
        const ofText = JSON.stringify({ ...artifact(compile(text)), warnings: [] });
        expect(JSON.stringify({ ...artifact(compile(definition)), warnings: [] })).toBe(ofText);
      }),
      RUNS,
    );
  });

  it('never lets a text of the tenant into the machine', () => {
    fc.assert(
      fc.property(workflows(), (definition) => {
        const machine = JSON.stringify(artifact(compile(definition)).machine);
        expect(JSON.stringify(artifact(compile(otherTexts(definition))).machine)).toBe(machine);
      }),
      RUNS,
    );
  });

  it('maps each state that belongs to a step back to it', () => {
    fc.assert(
      fc.property(workflows(), fc.constantFrom(...modes), (definition, mode) => {
        const { machine, sourceMap } = artifact(compile(definition, mode));
        for (const name of Object.keys(Object(machine.States))) {
          if (name.startsWith('-')) expect(sourceMap).not.toHaveProperty([name]);
          else expect(definition.steps).toHaveProperty([sourceMap[name]?.step ?? '']);
        }
      }),
      RUNS,
    );
  });

  it('can be entered again, in express, at every place that its tasks tell the row', () => {
    fc.assert(
      fc.property(workflows(), fc.boolean(), (definition, naive) => {
        const mode = { placement: 'express', granularity: 'step', naive } as const;
        const { machine } = artifact(compile(definition, mode));
        const text = JSON.stringify(machine);
        const told = [...text.matchAll(/"(?:state|resumeAt)":"([^"]+)"/g)].map(([, name]) => name);
        const entries = [...text.matchAll(/resumeAt = '([^']+)' %}","Next":"([^"]+)"/g)];
        for (const [, place, next] of entries) expect(next).toBe(place);
        const [resume = '', first] = [machine.StartAt, /"Default":"([^"]+)"/.exec(text)?.[1]];
        const start = resume === '-resume' ? first : resume;
        expect([start, ...entries.map(([, place]) => place)]).toEqual(expect.arrayContaining(told));
      }),
      RUNS,
    );
  });

  it('is made by a generator that uses every kind', () => {
    const seen = new Set<string>();
    for (const definition of fc.sample(workflows(), { numRuns: 300, seed: 1 }))
      for (const { kind } of Object.values(definition.steps)) seen.add(kind);
    expect([...seen].toSorted()).toEqual(Object.keys(Steps).toSorted());
  });
});

/** All free text replaced by another that has other bytes. */
function otherTexts(definition: Definition): Definition {
  const texts = ['label', 'subject', 'text', 'tag', 'list', 'reason', 'detail'];
  return JSON.parse(JSON.stringify(definition), (key, value) =>
    texts.includes(key) && typeof value === 'string' ? 'something else' : value,
  );
}

describe('whatever comes in', () => {
  const answers = (source: unknown) => {
    // Callers in JavaScript are not held by types.
    const anything: (source: never) => Compiled = compile;
    const compiled = Reflect.apply(anything, undefined, [source]);
    expect(compiled.ok || compiled.diagnostics.length > 0).toBe(true);
    for (const { title, detail, hint, code } of compiled.diagnostics)
      for (const part of [title, detail, hint, code]) expect(part.length).toBeGreaterThan(0);
    expect(JSON.stringify(Reflect.apply(anything, undefined, [source]))).toBe(JSON.stringify(compiled));
  };

  it('any JSON value gives an answer', () => {
    fc.assert(fc.property(fc.jsonValue(), answers), RUNS);
  });

  it('any value of JavaScript gives an answer', () => {
    fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), answers), RUNS);
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const throwing = Object.defineProperty({}, 'steps', { enumerable: true, get: () => [].reduce((a) => a) });
    for (const value of [undefined, null, cyclic, throwing, () => 1, Symbol('x'), 1n, Number.NaN])
      answers(value);
  });

  it('any text gives an answer', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), answers), RUNS);
    fc.assert(fc.property(fc.stringMatching(/^[-{}[\]:,&*!|>'"%@` \n\ta-c]{0,60}$/), answers), RUNS);
  });

  it('a workflow with anything in any place gives an answer', () => {
    const broken = fc
      .tuple(workflows({ maxSteps: 5 }), fc.nat(), fc.jsonValue({ maxDepth: 2 }))
      .map(([definition, place, value]) => replaced(definition, place, value));
    fc.assert(fc.property(broken, answers), { numRuns: 400 });
  });

  it('a text with a character changed gives an answer', () => {
    const broken = fc
      .tuple(workflows({ maxSteps: 3 }), fc.nat(), fc.string({ maxLength: 2 }), fc.nat(3))
      .map(([definition, place, text, removed]) => {
        const whole = JSON.stringify(definition, null, 1);
        const at = place % whole.length;
        return whole.slice(0, at) + text + whole.slice(at + removed);
      });
    fc.assert(fc.property(broken, answers), RUNS);
  });

  it.each([
    ['nested lists', '['.repeat(50_000)],
    ['nested blocks', Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['aliases of aliases', 'a: &a [1]\nb: *a\nc: *missing\n'],
    ['an alias of itself', 'a: &a [*a]'],
    ['dangerous keys', '{"__proto__": {"x": 1}, "constructor": 1, "toString": {}}'],
    ['many keys', Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join('\n')],
    ['many aliases', `a: &a b\n${Array.from({ length: 40_000 }, (_, i) => `k${i}: *a`).join('\n')}`],
    ['a long flow of brackets', `a: ${'['.repeat(900_000)}`],
    ['nothing', ''],
    ['a byte order mark', '\uFEFFlanguage: 1'],
  ])('%s give an answer', (_name, text) => {
    answers(text);
    expect(check(text).diagnostics.length).toBeGreaterThan(0);
  });
});

/** The value with its n-th part replaced. */
function replaced(root: unknown, n: number, value: unknown): unknown {
  let count = 0;
  const size = JSON.stringify(root).length;
  const target = n % Math.max(1, Math.floor(size / 12));
  return JSON.parse(JSON.stringify(root), (_key, part) => {
    count += 1;
    return count === target ? value : part;
  });
}
