/** The express placement with a state for each step: its machine, what a verifier must find in one, and limits that it has not. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { explained } from '../../infra/local/cli/explain.ts';
import type { CompileOptions } from '../../workflow-compiler/artifact.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';
import { verify } from '../../workflow-compiler/verify/verify.ts';
import { read } from './golden.ts';

const STEPS: CompileOptions = { placement: 'express', granularity: 'step' };

const flow = (steps: string): string =>
  `language: 1\nname: flow\ntriggers: [{ on: contact.added }]\nstart: a\nsteps:\n${steps}`;

const WAITS = flow(`
  a: { kind: send-email, subject: Hello, text: Hello, next: b }
  b: { kind: wait, for: 1 day, next: c }
  c: { kind: webhook, url: https://shop.example/hook, next: d, onRejected: f }
  d:
    kind: wait-for-event
    paths: [{ id: bought, event: { on: external.occurred, name: order }, next: e }]
    timeout: { after: 2 days, next: f }
  e: { kind: add-tag, tag: x, next: end }
  f: { kind: add-tag, tag: y, next: end }
`);

function artifact(text: string, options: CompileOptions) {
  const compiled = compile(text, options);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.artifact;
}

const statesOf = (machine: JsonObject): Record<string, JsonObject> => Object(machine.States);
const codes = (text: string, options: CompileOptions): readonly string[] =>
  compile(text, options).diagnostics.map(({ code }) => code);

describe('express with a state for each step', () => {
  it('has a first choice, a state for each task, and none that waits', () => {
    const { machine, functions, start, sourceMap } = artifact(WAITS, STEPS);
    const states = statesOf(machine);
    expect(machine).toMatchObject({ StartAt: '-resume', TimeoutSeconds: 300 });
    expect(Object.entries(states).map(([name, { Type, Next, End }]) => [name, Type, Next ?? End])).toEqual([
      ['-resume', 'Choice', undefined],
      ['a', 'Task', true],
      ['c', 'Task', 'd'],
      ['d', 'Task', true],
      ['d.path', 'Choice', undefined],
      ['e', 'Task', true],
      ['f', 'Task', true],
      ['-end', 'Task', true],
      ['-left', 'Succeed', undefined],
      ['-failed', 'Task', '-failure'],
      ['-failure', 'Fail', undefined],
    ]);
    const places = ['c', 'd.path', 'e', 'f'];
    expect(states['-resume']).toEqual({
      Type: 'Choice',
      Choices: places.map((place) => ({
        Condition: `{% $states.input.resumeAt = '${place}' %}`,
        Next: place,
      })),
      Default: 'a',
    });
    expect([functions, start]).toEqual([['apply', 'call', 'finish', 'park', 'send'], undefined]);
    expect(sourceMap['d.path']).toEqual({ step: 'd', pointer: '/steps/d' });
  });

  it('tells the router what to do until a run waits, as the states would say it', () => {
    const then = [{ do: 'park', steps: ['b'], resumeAt: 'c' }];
    expect(artifact(WAITS, STEPS)).toMatchObject({
      begins: 'a',
      program: { a: { type: 'task', do: 'send', steps: ['a'], state: 'a', ...{ then } } },
    });
    expect(Object.keys(artifact(WAITS, STEPS).program ?? {})).toEqual(['a']);
    const naive = artifact(WAITS, { ...STEPS, naive: true });
    expect([naive.begins, naive.program]).toEqual([undefined, undefined]);
  });

  it('tells the row where a run stands, and where it goes on after its wait', () => {
    const { a, c, d } = statesOf(artifact(WAITS, STEPS).machine);
    const carrying = (...then: readonly object[]) => ({ then });
    const payload = (more: object) => ({ Arguments: { Payload: more } });
    expect(a).toMatchObject(
      payload({ state: 'a', steps: ['a'], ...carrying({ do: 'park', steps: ['b'], resumeAt: 'c' }) }),
    );
    expect(c).toMatchObject(payload({ state: 'c', steps: ['c'] }));
    // The wait for an event is a call of its own: it looks at what happened before it.
    expect(d).toMatchObject(payload({ steps: ['d'], resumeAt: 'd.path' }));
  });

  it('puts nothing off inside an execution, and follows a refusal', () => {
    const { c } = statesOf(artifact(WAITS, STEPS).machine);
    const caught = Object(c).Catch.map(({ ErrorEquals, Next }: JsonObject) => [String(ErrorEquals), Next]);
    expect(caught).toEqual([
      ['Deferred', '-left'],
      ['Rejected', 'f'],
      ['Left', '-left'],
      ['States.ALL', '-failed'],
    ]);
    expect(JSON.stringify(Object(c).Retry)).not.toContain('Throttled');
  });

  it('needs no first choice where a run can be nowhere but at the start', () => {
    const { machine } = artifact(flow('  a: { kind: exit, reason: enough }'), STEPS);
    expect(machine.StartAt).toBe('a');
  });

  it('is what `auto` comes to when a state for each step was asked for', () => {
    const options: CompileOptions = { placement: 'auto', granularity: 'step', runsPerMonth: 5_000_000 };
    expect(artifact(WAITS, options)).toMatchObject({ placement: 'express', machine: { StartAt: '-resume' } });
    expect(explained(artifact(WAITS, options).definition, options)).toContain('\ninto-row ');
    const { machine } = artifact(WAITS, { ...options, granularity: 'segment' });
    expect(machine.StartAt).toBe('-segment');
  });
});

describe('limits', () => {
  const bad = (name: string): string =>
    read(path.join(import.meta.dirname, 'golden/bad', name), 'definition.yaml');

  it.each([
    ['a-run-takes-more-than-a-year', 'LIMIT-02'],
    ['a-run-may-take-more-than-a-year', 'LIMIT-04'],
    ['a-run-writes-too-much-history', 'LIMIT-03'],
    ['a-run-may-write-too-much-history', 'LIMIT-05'],
  ])('of one execution are none of a run in express: %s', (name, code) => {
    const text = bad(name);
    expect(codes(text, {})).toContain(code);
    for (const granularity of ['step', 'segment'] as const)
      expect(codes(text, { placement: 'express', granularity }).join()).not.toContain('LIMIT');
  });

  it('of what is carried hold everywhere', () => {
    const text = bad('an-event-carries-too-much');
    for (const options of [{}, STEPS, { placement: 'express' }] as const)
      expect(codes(text, options)).toContain('LIMIT-06');
  });
});

type Edit = (states: Record<string, Record<string, unknown>>, whole: Record<string, unknown>) => void;

const faults: readonly (readonly [string, Edit, RegExp])[] = [
  ['a machine without an end', (_, whole) => delete whole.TimeoutSeconds, /lives 300 seconds/],
  [
    'one that lives too long',
    (_, whole) => Object.assign(whole, { TimeoutSeconds: 301 }),
    /lives 300 seconds/,
  ],
  [
    'a task that is called back',
    ({ a }) => Object.assign(a ?? {}, { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }),
    /called back/,
  ],
  [
    'a task that waits for a job',
    ({ a }) => Object.assign(a ?? {}, { Resource: 'arn:aws:states:::states:startExecution.sync:2' }),
    /called back/,
  ],
  [
    'a state that waits',
    (states) => Object.assign(states, { '-left': { Type: 'Wait', Seconds: 1, End: true } }),
    /only the row/,
  ],
  [
    'a retry that outlives the execution',
    ({ a }) =>
      Object.assign(a ?? {}, {
        Retry: [{ ErrorEquals: ['Throttled'], IntervalSeconds: 30, MaxAttempts: 9 }],
      }),
    /longer than the execution/,
  ],
];

describe('the verifier', () => {
  it.each(faults)('finds %s', (_name, edit, problem) => {
    const whole = JSON.parse(JSON.stringify(artifact(WAITS, STEPS).machine));
    expect(verify(whole, 'express')).toEqual([]);
    edit(whole.States, whole);
    expect(verify(whole, 'express').map((one) => one.problem)).toEqual([expect.stringMatching(problem)]);
  });

  it('asks none of this of a Standard machine', () => {
    expect(verify(artifact(WAITS, {}).machine)).toEqual([]);
    expect(verify(artifact(WAITS, {}).machine, 'express').length).toBeGreaterThan(2);
  });
});
