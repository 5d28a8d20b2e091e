// The transition function itself: what late and repeated occurrences do, what a stored state is worth, timeouts and
// heartbeats, tokens, and how small a parked run is.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceAsync, beginAsync } from '../../workflow-compiler/interpreter/drive.ts';
import {
  type Effect,
  type ExecutionState,
  type Occurrence,
  parseTaskToken,
  type Step,
  taskToken,
} from '../../workflow-compiler/interpreter/execution.ts';
import { invocations } from '../../workflow-compiler/interpreter/invocations.ts';
import type { Json } from '../../workflow-compiler/interpreter/json.ts';
import { advance, begin } from '../../workflow-compiler/interpreter/transition.ts';
import { INVOKE, machine } from './running.ts';

const start = { id: 'arn:x:execution:m:1', name: '1', machineId: 'arn:x:stateMachine:m', machineName: 'm' };
const world = { now: 1000, random: () => 0.5 };
const token = `${INVOKE}.waitForTaskToken`;

const busy = machine({
  M: {
    Type: 'Map',
    Items: '{% $states.input.items %}',
    MaxConcurrency: 2,
    ItemProcessor: {
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: token,
          Arguments: { token: '{% $states.context.Task.Token %}', item: '{% $states.input %}' },
          TimeoutSeconds: 60,
          HeartbeatSeconds: 20,
          Retry: [{ ErrorEquals: ['Transient'], MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'W' }],
          Next: 'W',
        },
        W: { Type: 'Wait', Seconds: 5, Output: '{% $map([$states.input], function($x){$x}) %}', End: true },
      },
    },
    End: true,
  },
});

type Choice = { readonly pick: number; readonly kind: number };

/** What can happen next, from the effects so far: each open task or timer, by the choice. */
function choose(open: ReadonlyMap<string, 'task' | 'timer'>, { pick, kind }: Choice): Occurrence {
  const [id, what] = [...open][pick % open.size] ?? ['', 'timer'];
  if (what === 'timer') return { type: 'timer-fired', timer: id };
  if (kind % 4 === 0) return { type: 'task-heartbeat', task: id };
  if (kind % 4 === 1)
    return { type: 'task-failed', task: id, error: kind % 8 === 1 ? 'Transient' : 'Fatal', cause: 'c' };
  return { type: 'task-succeeded', task: id, output: { done: id } };
}

function note(open: Map<string, 'task' | 'timer'>, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.type === 'invoke') open.set(effect.task, 'task');
    if (effect.type === 'timer') open.set(effect.timer, 'timer');
    if (effect.type === 'cancel-task') open.delete(effect.task);
    if (effect.type === 'cancel-timer') open.delete(effect.timer);
    if (effect.type === 'ended') open.clear();
  }
}

async function trace(
  choices: readonly Choice[],
  store: (state: ExecutionState) => ExecutionState,
): Promise<Json> {
  let step: Step = await beginAsync(busy, { ...start, input: { items: [1, 2, 3] } }, world);
  const open = new Map<string, 'task' | 'timer'>();
  const all: (readonly Effect[])[] = [step.effects];
  note(open, step.effects);
  for (const choice of choices) {
    if (open.size === 0) break;
    const occurrence = choose(open, choice);
    if (occurrence.type !== 'task-heartbeat')
      open.delete('task' in occurrence ? occurrence.task : 'timer' in occurrence ? occurrence.timer : '');
    const before = step.state;
    step = await advanceAsync(busy, store(before), occurrence, world);
    note(open, step.effects);
    all.push(step.effects);
    const again = await advanceAsync(busy, step.state, occurrence, world);
    if (occurrence.type !== 'task-heartbeat') {
      expect(again.state).toBe(step.state);
      expect(again.effects).toEqual([]);
    }
  }
  return JSON.parse(JSON.stringify([all, step.state]));
}

const choices = fc.array(fc.record({ pick: fc.nat(9), kind: fc.nat(15) }), { maxLength: 40 });

describe('advance', () => {
  it('takes each occurrence once, and a stored state for the state itself', async () => {
    await fc.assert(
      fc.asyncProperty(choices, async (made) => {
        const direct = await trace(made, (state) => state);
        const stored = await trace(made, (state) => JSON.parse(JSON.stringify(state)));
        expect(stored).toEqual(direct);
      }),
      { numRuns: 100 },
    );
  });

  it('gives a state that tells again what was asked for and is not answered', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(choices, async (made) => {
        const asked = new Map<string, Effect>();
        let step: Step = await beginAsync(busy, { ...start, input: { items: [1, 2, 3] } }, world);
        const open = new Map<string, 'task' | 'timer'>();
        for (const choice of made) {
          note(open, step.effects);
          for (const effect of step.effects) if (effect.type === 'invoke') asked.set(effect.task, effect);
          const under = [...asked.values()].filter((one) => one.type === 'invoke' && open.has(one.task));
          if (under.every((one) => one.type === 'invoke' && one.follows)) {
            const state: ExecutionState = JSON.parse(JSON.stringify(step.state));
            expect(new Set(invocations(busy, state))).toEqual(new Set(under));
            compared += under.length;
          }
          if (open.size === 0) break;
          const occurrence = choose(open, choice);
          if ('task' in occurrence && occurrence.type !== 'task-heartbeat') open.delete(occurrence.task);
          if ('timer' in occurrence) open.delete(occurrence.timer);
          step = await advanceAsync(busy, step.state, occurrence, world);
        }
      }),
      { numRuns: 100 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('says of an invocation that asks for the time, draws, or needed jsonata that it does not follow', async () => {
    const follows = async (argument: string): Promise<unknown> => {
      const task = machine({ T: { Type: 'Task', Resource: INVOKE, Arguments: argument, End: true } });
      const { effects } = await beginAsync(task, { ...start, input: {} }, world);
      return effects.flatMap((effect) => (effect.type === 'invoke' ? [effect.follows] : []));
    };
    expect(await follows('{% $states.input %}')).toEqual([true]);
    expect(await follows('{% $states.context.State.EnteredTime %}')).toEqual([true]);
    expect(await follows('{% $now() %}')).toEqual([false]);
    expect(await follows('{% $random() %}')).toEqual([false]);
    expect(await follows('{% $map([1], function($x){$x}) %}')).toEqual([false]);
  });

  it('ignores what nobody waits for', () => {
    const step = begin(
      machine({ W: { Type: 'Wait', Seconds: 5, End: true } }),
      { ...start, input: {} },
      world,
    );
    if (!('state' in step)) throw new Error('suspended');
    const unknown: readonly Occurrence[] = [
      { type: 'task-succeeded', task: '1', output: 1 },
      { type: 'task-failed', task: 'x', error: 'E', cause: '' },
      { type: 'task-heartbeat', task: '1' },
      { type: 'timer-fired', timer: '99' },
    ];
    const waiting = machine({ W: { Type: 'Wait', Seconds: 5, End: true } });
    for (const occurrence of unknown) {
      expect(advance(waiting, step.state, occurrence, world)).toEqual({ state: step.state, effects: [] });
    }
  });

  it('stops when told to, and withdraws what was asked for', async () => {
    const step = await beginAsync(busy, { ...start, input: { items: [1] } }, world);
    const stopped = advance(busy, step.state, { type: 'stopped', cause: 'left' }, world);
    expect('effects' in stopped && stopped.effects).toEqual([
      { type: 'cancel-timer', timer: '3' },
      { type: 'cancel-timer', timer: '4' },
      { type: 'cancel-task', task: '2' },
      { type: 'ended', status: 'ABORTED', cause: 'left' },
    ]);
  });

  it('holds a parked run in few bytes beyond its input', () => {
    const input = { contact: 'x'.repeat(1000) };
    const step = begin(machine({ W: { Type: 'Wait', Seconds: 5, End: true } }), { ...start, input }, world);
    if (!('state' in step)) throw new Error('suspended');
    const own = JSON.stringify(step.state).length - JSON.stringify({ ...start, input }).length;
    expect(own).toBeLessThan(220);
  });
});

describe('a task with a token', () => {
  const waiting = machine({
    T: {
      Type: 'Task',
      Resource: token,
      Arguments: { token: '{% $states.context.Task.Token %}' },
      HeartbeatSeconds: 10,
      TimeoutSeconds: 100,
      Catch: [
        { ErrorEquals: ['States.HeartbeatTimeout'], Output: '{% $states.errorOutput.Error %}', Next: 'E' },
      ],
      End: true,
    },
    E: { Type: 'Succeed' },
  });

  it('is asked for with its token', async () => {
    const { effects } = await beginAsync(waiting, { ...start, input: {} }, world);
    const invoke = effects.find((effect) => effect.type === 'invoke');
    expect(invoke).toMatchObject({ task: '1', token: true, arguments: { token: taskToken(start.id, '1') } });
    expect(parseTaskToken(taskToken(start.id, '1'))).toEqual({ executionId: start.id, task: '1' });
    expect(parseTaskToken('nonsense')).toBeUndefined();
  });

  it('is recorded as States.Timeout when it misses a heartbeat, and caught by either name', async () => {
    const begun = await beginAsync(waiting, { ...start, input: {} }, world);
    const beaten = await advanceAsync(
      waiting,
      begun.state,
      { type: 'task-heartbeat', task: '1' },
      { ...world, now: 6000 },
    );
    expect(beaten.effects).toEqual([
      { type: 'cancel-timer', timer: '3' },
      { type: 'timer', timer: '4', at: 16_000 },
    ]);
    const missed = await advanceAsync(
      waiting,
      beaten.state,
      { type: 'timer-fired', timer: '4' },
      { ...world, now: 16_000 },
    );
    expect(missed.effects.at(-1)).toEqual({ type: 'ended', status: 'SUCCEEDED', output: 'States.Timeout' });
  });
});
