/**
 * The machine does what the definition says, with and without optimisation: both are run by the interpreter in one world of
 * scripted answers (paths, rejections, holds, hiccups, interrupts), and leave the same trace. Every emitted expression must
 * run as a closure, so that no transition is suspended.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../workflow-compiler/artifact.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Effect, Occurrence, Step, Suspended } from '../../workflow-compiler/interpreter/execution.ts';
import { loadMachine } from '../../workflow-compiler/interpreter/machine.ts';
import { advance, begin } from '../../workflow-compiler/interpreter/transition.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { workflows } from './generate.ts';

const START = Date.UTC(2026, 0, 5, 12);

type Invoke = Extract<Effect, { type: 'invoke' }>;
type Ended = Extract<Effect, { type: 'ended' }>;
type Run = { readonly trace: readonly string[]; readonly states: readonly string[]; readonly ended: Ended };

function artifact(definition: Definition, naive: boolean): Artifact {
  const compiled = compile(definition, { naive });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.artifact;
}

/** A number that depends on the step, on how often it was done, and on the world; the same in both modes. */
function chance(world: number, step: string, visit: number): number {
  let hash = world * 31 + visit * 7 + 17;
  for (let i = 0; i < step.length; i++) hash = (hash * 31 + step.charCodeAt(i)) % 1_000_003;
  return hash;
}

function run({ definition, machine, routing }: Artifact, world: number): Run {
  const loaded = loadMachine(JSON.stringify(machine));
  const trace: string[] = [];
  const states: string[] = [];
  const visits = new Map<string, number>();
  const timers = new Map<string, number>();
  const todo: Occurrence[] = [];
  let now = START;
  let ended: Ended | undefined;

  const visit = (key: string): number => {
    const count = (visits.get(key) ?? 0) + 1;
    visits.set(key, count);
    return chance(world, key, count);
  };
  /** What wakes or decides: a path of the step, nothing of it, or an interrupt. */
  const pathOf = (step: string, key: string): string => {
    const own = definition.steps[step];
    const paths = own !== undefined && 'paths' in own ? own.paths.map(({ id }) => id) : [];
    const n = visit(key);
    // Rarely enough that runs come to their end by themselves, too.
    const interrupt =
      n % 9 === 0 ? routing.interrupts[n % Math.max(1, routing.interrupts.length)] : undefined;
    return interrupt?.id ?? [...paths, 'otherwise'][n % (paths.length + 1)] ?? 'otherwise';
  };

  function perform({ task, token, arguments: args }: Invoke): void {
    const { FunctionName, Payload: request }: { FunctionName: string; Payload: TaskRequest } = JSON.parse(
      JSON.stringify(args),
    );
    const fn = FunctionName.slice(FunctionName.lastIndexOf('-') + 1);
    const { cursor, steps, end } = request;
    const [first = ''] = steps;
    const settled: Cursor = { ...cursor, turn: cursor.turn + 1, trail: [] };
    const answer = (value: Cursor) =>
      todo.push({
        type: 'task-succeeded',
        task,
        output: JSON.parse(
          JSON.stringify(token ? value : { ExecutedVersion: '$LATEST', Payload: value, StatusCode: 200 }),
        ),
      });
    const fail = (error: string, message = '') =>
      todo.push({
        type: 'task-failed',
        task,
        error,
        cause: JSON.stringify({ errorType: error, errorMessage: message, trace: [] }),
      });
    if (fn === 'send' || fn === 'call') {
      const n = visit(`${fn} ${first}`);
      if (n % 5 === 0) return void fail('Transient');
      if (n % 7 === 0 && fn === 'send' && definition.steps[first]?.kind !== 'notify-email')
        return void fail('Deferred', new Date(now + 3_600_000).toISOString());
      if (n % 11 === 0) {
        trace.push(...cursor.trail.map((line) => line.join(' ')), `rejected ${first}`);
        return void fail('Rejected');
      }
    }
    trace.push(...cursor.trail.map((line) => line.join(' ')), ...steps.map((step) => `${fn} ${step}`));
    if (end !== undefined) trace.push(`end ${end}`);
    if (fn === 'decide') answer({ ...settled, path: pathOf(first, `decide ${first}`) });
    else if (fn === 'wake')
      answer({
        ...settled,
        path: chance(world, first, 0) % 3 === 0 ? pathOf(first, `wake ${first}`) : 'timeout',
      });
    else if (fn === 'park' && token) {
      // Sometimes nobody comes, and the timeout wakes the run.
      if (visit(`come ${first}`) % 2 === 0) answer({ ...settled, path: pathOf(first, `park ${first}`) });
    } else if (fn === 'park')
      answer({ ...settled, until: new Date(now + 7_200_000).toISOString(), seconds: 7200 });
    else answer(settled);
  }

  let state: Step['state'];
  const take = (step: Step | Suspended): Step['state'] => {
    if (!('state' in step)) throw new Error(`suspended: ${JSON.stringify(step)}`);
    for (const effect of step.effects) {
      if (effect.type === 'invoke') perform(effect);
      if (effect.type === 'timer') timers.set(effect.timer, effect.at);
      if (effect.type === 'cancel-timer') timers.delete(effect.timer);
      if (effect.type === 'entered') states.push(effect.state);
      if (effect.type === 'ended') ended = effect;
    }
    return step.state;
  };
  const random = () => 0.5;
  const input: Cursor = {
    tenant: 't',
    contact: `c${world}`,
    workflow: 'generated',
    version: 1,
    run: 'r',
    turn: 0,
    trail: [],
    loops: {},
  };
  state = take(
    begin(
      loaded,
      { input: JSON.parse(JSON.stringify(input)), id: 'e', name: 'e', machineId: 'm', machineName: 'm' },
      { now, random },
    ),
  );
  for (let turns = 0; ended === undefined; turns++) {
    if (turns > 5000) throw new Error('the run does not end');
    const occurrence = todo.shift() ?? nextTimer();
    state = take(advance(loaded, state, occurrence, { now, random }));
  }
  return { trace, states, ended };

  function nextTimer(): Occurrence {
    const [first] = [...timers].toSorted((a, b) => a[1] - b[1]);
    if (first === undefined) throw new Error('the run is stuck');
    timers.delete(first[0]);
    now = Math.max(now, first[1]);
    return { type: 'timer-fired', timer: first[0] };
  }
}

describe('traces', () => {
  it('are the same with and without optimisation, and every run ends well', () => {
    const seen = { fewer: 0, interrupted: 0, rejected: 0, held: 0, jumped: 0 };
    fc.assert(
      fc.property(workflows({ maxSteps: 15 }), fc.nat(10_000), (definition, world) => {
        const naive = run(artifact(definition, true), world);
        const optimised = run(artifact(definition, false), world);
        expect(optimised.trace).toEqual(naive.trace);
        expect([naive.ended.status, optimised.ended.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
        expect(naive.trace.at(-1)).toMatch(/^end (completed|exit|exit-\d+)$/);
        expect(optimised.states.length).toBeLessThanOrEqual(naive.states.length);
        if (optimised.states.length < naive.states.length) seen.fewer += 1;
        if (naive.trace.at(-1)?.startsWith('end exit-')) seen.interrupted += 1;
        if (naive.trace.some((line) => line.startsWith('rejected'))) seen.rejected += 1;
        if (naive.states.some((state) => state.endsWith('.hold'))) seen.held += 1;
        if (naive.trace.some((line) => line.endsWith(' jump'))) seen.jumped += 1;
      }),
      { numRuns: 150 },
    );
    // The worlds are rich enough to mean something.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(2);
  });

  it('an error that no name of ours covers ends on the failure path, with the steps and the cursor told', () => {
    const { machine } = artifact(
      {
        language: 1,
        name: 'w',
        triggers: [{ on: 'contact.added' }],
        start: 'a',
        steps: { a: { kind: 'add-tag', tag: 'x', next: 'end' } },
      },
      false,
    );
    const loaded = loadMachine(JSON.stringify(machine));
    const world = { now: START, random: () => 0.5 };
    const input = {
      tenant: 't',
      contact: 'c',
      workflow: 'w',
      version: 1,
      run: 'r',
      turn: 0,
      trail: [],
      loops: {},
    };
    const invoked = (step: Step | Suspended): readonly [Step, Invoke] => {
      if (!('state' in step)) throw new Error('suspended');
      const effect = step.effects.find((one) => one.type === 'invoke');
      if (effect === undefined) throw new Error('nothing invoked');
      return [step, effect];
    };
    const [first, apply] = invoked(
      begin(loaded, { input, id: 'e', name: 'e', machineId: 'm', machineName: 'm' }, world),
    );
    const broke: Occurrence = {
      type: 'task-failed',
      task: apply.task,
      error: 'TypeError',
      cause: '{"errorMessage":"x"}',
    };
    const [second, finish] = invoked(advance(loaded, first.state, broke, world));
    expect(finish.arguments).toMatchObject({
      Payload: { steps: ['a'], cursor: input, error: { Error: 'TypeError', Cause: '{"errorMessage":"x"}' } },
    });
    const done = advance(
      loaded,
      second.state,
      { type: 'task-succeeded', task: finish.task, output: { Payload: null } },
      world,
    );
    const ended = 'effects' in done ? done.effects.find((one) => one.type === 'ended') : undefined;
    expect(ended).toMatchObject({ status: 'FAILED', error: 'TypeError' });
  });
});
