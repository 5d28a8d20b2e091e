/**
 * The machine does what the definition says, with and without optimisation, in one execution or in one for each stretch between
 * two waits: all are run by the interpreter in one world of scripted answers (paths, rejections, holds, hiccups, interrupts),
 * and leave the same trace. Every emitted expression must run as a closure, so that no transition is suspended.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf, programOf } from '../../functions/domain/run/walk.ts';
import type { Artifact, CompileOptions } from '../../workflow-compiler/artifact.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import type { Cursor, TaskRequest } from '../../workflow-compiler/cursor.ts';
import type { Effect, Occurrence, Step, Suspended } from '../../workflow-compiler/interpreter/execution.ts';
import { loadMachine } from '../../workflow-compiler/interpreter/machine.ts';
import { advance, begin } from '../../workflow-compiler/interpreter/transition.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';
import { workflows } from './generate.ts';

/** Worlds of the welcome series, enough for both of its ways. */
const WORLDS = Array.from({ length: 40 }, (_, world) => world);
const STRETCHED = { placement: 'express', granularity: 'step' } as const;
const START = Date.UTC(2026, 0, 5, 12);

type Invoke = Extract<Effect, { type: 'invoke' }>;
type Ended = Extract<Effect, { type: 'ended' }>;
type Run = {
  readonly trace: readonly string[];
  readonly states: readonly string[];
  readonly ended: Ended;
  readonly executions: number;
};

function artifact(definition: Definition, options: CompileOptions): Artifact {
  const compiled = compile(definition, options);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.artifact;
}

/** A number that depends on the step, on how often it was done, and on the world; the same in both modes. */
function chance(world: number, step: string, visit: number): number {
  let hash = world * 31 + visit * 7 + 17;
  for (let i = 0; i < step.length; i++) hash = (hash * 31 + step.charCodeAt(i)) % 1_000_003;
  return hash;
}

function run({ definition, machine, routing, program, placement }: Artifact, world: number): Run {
  const loaded = loadMachine(JSON.stringify(machine));
  const trace: string[] = [];
  const states: string[] = [];
  const visits = new Map<string, number>();
  const timers = new Map<string, number>();
  const todo: Occurrence[] = [];
  let now = START;
  let ended: Ended | undefined;
  let executions = 1;

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

  /** What the run's row would know, for calls that do several tasks. */
  let row: Parameters<typeof placeOf>[3];
  /** In express, what the row would say besides: where the next execution enters, and what the last task answered. */
  let place: Pick<Cursor, 'turn' | 'loops' | 'path' | 'resumeAt'> | undefined;
  let told: { readonly turn: number; readonly done: Done } | undefined;
  let over = false;
  let died = false;

  function perform({ task, token, arguments: args }: Invoke): void {
    const { FunctionName, Payload: request }: { FunctionName: string; Payload: TaskRequest } = JSON.parse(
      JSON.stringify(args),
    );
    const fn = FunctionName.slice(FunctionName.lastIndexOf('-') + 1);
    const done = several(fn, request, token);
    if (done === undefined) return;
    if (placement === 'express' && !over && visit(`die ${request.state ?? ''}`) % 6 === 0) {
      died = true;
      return;
    }
    if ('error' in done) {
      const { error, message } = done;
      const cause = JSON.stringify({ errorType: error, errorMessage: message, trace: [] });
      todo.push({ type: 'task-failed', task, error, cause });
      return;
    }
    const output = token ? done : { ExecutedVersion: '$LATEST', Payload: done, StatusCode: 200 };
    todo.push({ type: 'task-succeeded', task, output: JSON.parse(JSON.stringify(output)) });
  }

  type Done = Cursor | { readonly error: string; readonly message: string } | undefined;

  function several(fn: string, request: TaskRequest, token: boolean): Done {
    const { cursor, then, enter } = request;
    if (then === undefined && enter === undefined) {
      if (placement === 'express' && told?.turn === cursor.turn) return told.done;
      const done = one(fn, request, token);
      if (isSettled(done)) {
        told = { turn: cursor.turn, done };
        stand(request);
      }
      return done;
    }
    const way = enter === undefined ? programOf(request, 'send') : (program ?? {});
    let here = placeOf(way, enter ?? '0', cursor, row);
    while (here.kind === 'task') {
      const { name, task, cursor: at } = here;
      const did = enter === undefined && name === '0' ? fn : task.do;
      const own = request.state === undefined ? {} : { state: request.state };
      const done = one(did, { contract: 1, ...task, ...own, cursor: at }, false);
      if (done === undefined) throw new Error('nobody answers');
      if (isSettled(done) && task.resumeAt === undefined) stand(request);
      const rejected = 'error' in done && done.error === 'Rejected';
      if ('error' in done && !rejected) return done;
      const next = 'error' in done ? { ...at, turn: at.turn + 1, trail: [] } : done;
      const within = { first: cursor.turn, at: name, loops: at.loops };
      const { path, until, seconds } = next;
      row = {
        turn: next.turn,
        within,
        last: {
          turn: at.turn,
          ...(path === undefined || rejected ? {} : { path }),
          ...(until === undefined ? {} : { until }),
          ...(seconds === undefined ? {} : { seconds }),
          ...(rejected ? { rejected: 'no' } : {}),
        },
      };
      // Every call forgets where it is, as one that dies does: the row alone must know.
      here = placeOf(way, enter ?? '0', cursor, row);
    }
    const { path: _path, ...rest } = here.cursor;
    return enter === undefined
      ? here.cursor
      : { ...rest, ...(here.exit === undefined ? {} : { path: here.exit }) };
  }

  const isSettled = (done: Done): boolean =>
    done !== undefined && (!('error' in done) || done.error === 'Rejected');

  /** The run is at this state: an execution that begins now is told again what was done. */
  function stand({ state: at, cursor: { turn, loops } }: TaskRequest): void {
    if (at !== undefined) place = { resumeAt: at, turn, loops };
  }

  /** In express the execution ends where a wait begins: it is played to its end, and the row says where the run goes on. */
  function parked({ resumeAt, ...request }: TaskRequest): Cursor {
    const [first = ''] = request.steps;
    const forEvent = definition.steps[first]?.kind === 'wait-for-event';
    const begun = forEvent ? request.cursor : one('park', request, false);
    if (begun === undefined || 'error' in begun) throw new Error('a wait does not begin');
    const again = { ...request, cursor: begun };
    const done =
      forEvent || routing.interrupts.length > 0
        ? (one('park', again, true) ?? one('wake', again, false))
        : begun;
    if (done === undefined || 'error' in done) throw new Error('a wait does not end');
    const { turn, loops, path } = done;
    place = { resumeAt: resumeAt ?? '', turn, loops, ...(path === undefined ? {} : { path }) };
    return done;
  }

  function one(fn: string, request: TaskRequest, token: boolean): Done {
    const { cursor, steps, end } = request;
    if (request.resumeAt !== undefined) return parked(request);
    const [first = ''] = steps;
    const { path: _path, until: _until, seconds: _seconds, resumeAt: _resumeAt, ...rest } = cursor;
    const settled: Cursor = { ...rest, turn: cursor.turn + 1, trail: [] };
    if (fn === 'send' || fn === 'call') {
      const n = visit(`${fn} ${first}`);
      if (n % 5 === 0) return { error: 'Transient', message: '' };
      if (n % 7 === 0 && fn === 'send' && definition.steps[first]?.kind !== 'notify-email') {
        // The row has taken the trail, and the execution that comes for the message has none.
        if (placement === 'express') trace.push(...cursor.trail.map((line) => line.join(' ')));
        stand(request);
        return { error: 'Deferred', message: new Date(now + 3_600_000).toISOString() };
      }
      if (n % 11 === 0) {
        trace.push(...cursor.trail.map((line) => line.join(' ')), `rejected ${first}`);
        return { error: 'Rejected', message: '' };
      }
    }
    trace.push(...cursor.trail.map((line) => line.join(' ')), ...steps.map((step) => `${fn} ${step}`));
    if (end !== undefined) {
      trace.push(`end ${end}`);
      over = true;
    }
    if (fn === 'decide') return { ...settled, path: pathOf(first, `decide ${first}`) };
    if (fn === 'wake') {
      const path = chance(world, first, 0) % 3 === 0 ? pathOf(first, `wake ${first}`) : 'timeout';
      return { ...settled, path };
    }
    if (fn === 'park' && token) {
      // Sometimes nobody comes, and the timeout wakes the run.
      if (visit(`come ${first}`) % 2 !== 0) return undefined;
      return { ...settled, path: pathOf(first, `park ${first}`) };
    }
    if (fn === 'park') return { ...settled, until: new Date(now + 7_200_000).toISOString(), seconds: 7200 };
    return settled;
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
  const enter = (): Step['state'] => {
    const own = JSON.parse(JSON.stringify({ ...input, ...place }));
    const start = { input: own, id: 'e', name: 'e', machineId: 'm', machineName: 'm' };
    return take(begin(loaded, start, { now, random }));
  };
  state = enter();
  for (let turns = 0; ended === undefined || died || (placement === 'express' && !over); turns++) {
    if (turns > 5000) throw new Error('the run does not end');
    if (ended !== undefined || died) {
      died = false;
      ended = undefined;
      timers.clear();
      executions += 1;
      state = enter();
      continue;
    }
    const occurrence = todo.shift() ?? nextTimer();
    state = take(advance(loaded, state, occurrence, { now, random }));
  }
  return { trace, states, ended, executions };

  function nextTimer(): Occurrence {
    const [first] = [...timers].toSorted((a, b) => a[1] - b[1]);
    if (first === undefined) throw new Error('the run is stuck');
    timers.delete(first[0]);
    now = Math.max(now, first[1]);
    return { type: 'timer-fired', timer: first[0] };
  }
}

describe('traces', () => {
  it('are the same with and without optimisation, and every run ends well', { timeout: 120_000 }, () => {
    const seen = { fewer: 0, fewest: 0, again: 0, interrupted: 0, rejected: 0, held: 0, jumped: 0 };
    const poor = (): boolean => Object.values(seen).some((count) => count <= 2);
    const property = fc.property(workflows({ maxSteps: 15 }), fc.nat(10_000), (definition, world) => {
      const naive = run(artifact(definition, { naive: true }), world);
      const optimised = run(artifact(definition, {}), world);
      const segmented = run(artifact(definition, { granularity: 'segment' }), world);
      expect(optimised.trace).toEqual(naive.trace);
      const stretched = run(artifact(definition, STRETCHED), world);
      const plainly = run(artifact(definition, { ...STRETCHED, naive: true }), world);
      for (const { trace } of [segmented, stretched, plainly]) expect(trace).toEqual(naive.trace);
      for (const { ended } of [naive, optimised, segmented, stretched, plainly])
        expect(ended.status).toBe('SUCCEEDED');
      expect(naive.trace.at(-1)).toMatch(/^end (completed|exit|exit-\d+)$/);
      expect(optimised.states.length).toBeLessThanOrEqual(naive.states.length);
      if (optimised.states.length < naive.states.length) seen.fewer += 1;
      if (segmented.states.length < optimised.states.length) seen.fewest += 1;
      if (stretched.executions > 1) seen.again += 1;
      if (naive.trace.at(-1)?.startsWith('end exit-')) seen.interrupted += 1;
      if (naive.trace.some((line) => line.startsWith('rejected'))) seen.rejected += 1;
      if (naive.states.some((state) => state.endsWith('.hold'))) seen.held += 1;
      if (naive.trace.some((line) => line.endsWith(' jump'))) seen.jumped += 1;
    });
    // Worlds are drawn until each thing that can happen has happened.
    for (let round = 0; round === 0 || (round < 10 && poor()); round += 1)
      fc.assert(property, { numRuns: 100 });
    // The worlds are rich enough to mean something.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(2);
  });

  it('the welcome series takes five transitions, three in segments, and history names every step', () => {
    const parsed = compile(readFileSync(new URL('../../examples/welcome.yaml', import.meta.url), 'utf8'));
    if (!parsed.ok) throw new Error('the example does not compile');
    const { definition } = parsed.artifact;
    const most = (options: CompileOptions): readonly string[] => {
      const runs = WORLDS.map((world) => run(artifact(definition, options), world)).filter(
        ({ states }) => !states.some((state) => state.endsWith('.hold')),
      );
      for (const { trace } of runs)
        expect(trace.map((line) => line.replace(/^(send|rejected)/, 'did'))).toEqual([
          'did thanks',
          'park pause',
          'decide opened',
          expect.stringMatching(/^did (story|reminder)$/),
          'apply mark',
          'end completed',
        ]);
      return [...new Set(runs.map(({ states }) => states.join(' ')))].toSorted();
    };
    expect(most({})).toEqual([
      'thanks pause opened opened.path reminder',
      'thanks pause opened opened.path story',
    ]);
    expect(most({ granularity: 'segment' })).toEqual(['thanks pause opened']);
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
      {},
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
