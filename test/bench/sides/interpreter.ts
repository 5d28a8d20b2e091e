/** The interpreter alone: the transition function with everything in memory, nothing on disk. */
import { setTimeout as pause } from 'node:timers/promises';
import { advanceAsync, beginAsync } from '../../../workflow-compiler/interpreter/drive.ts';
import type { Effect, Occurrence, Step } from '../../../workflow-compiler/interpreter/execution.ts';
import { loadMachine } from '../../../workflow-compiler/interpreter/machine.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import { ARN, MACHINE } from '../machine.ts';
import { isPro, type Open } from '../side.ts';

export const open: Open = async ({ waitMs, first }) => {
  const machine = loadMachine(JSON.stringify(MACHINE));
  const counts = { sent: 0, tagged: 0, ended: 0 };
  const world = () => ({ now: Date.now(), random: Math.random });
  const evaluate = (): never => {
    throw new Error('every expression of this machine is compiled');
  };
  const tasks = new Map<string, (contact: number) => Json>([
    [
      ARN('first'),
      (contact) => {
        first(contact);
        counts.sent += 1;
        return {};
      },
    ],
    [ARN('which'), isPro],
    [
      ARN('second'),
      () => {
        counts.sent += 1;
        return {};
      },
    ],
    [
      ARN('tag'),
      () => {
        counts.tagged += 1;
        return {};
      },
    ],
  ]);

  /** Calls answer at once; a timer's occurrence comes when it fires. */
  const happening = (effect: Effect, contact: number): Occurrence | Promise<Occurrence> | undefined => {
    switch (effect.type) {
      case 'invoke': {
        const output = tasks.get(effect.resource)?.(contact) ?? null;
        return { type: 'task-succeeded', task: effect.task, output };
      }
      case 'timer':
        return pause(effect.at - Date.now(), { type: 'timer-fired', timer: effect.timer });
      case 'ended':
        if (effect.status !== 'SUCCEEDED') throw new Error(effect.cause);
        counts.ended += 1;
        return undefined;
      default:
        return undefined;
    }
  };

  /** A machine with one flow of control asks for one thing at a time. */
  const asked = (step: Step, contact: number): Occurrence | Promise<Occurrence> | undefined => {
    let next: Occurrence | Promise<Occurrence> | undefined;
    for (const effect of step.effects) next = happening(effect, contact) ?? next;
    return next;
  };

  const go = async (contact: number): Promise<void> => {
    const id = `c${contact}`;
    const event = { type: 'external.occurred', properties: { name: 'start' } };
    const input = { contact: id, event, wait: waitMs / 1000 };
    const start = { input, id, name: id, machineId: 'm', machineName: 'm' };
    let step = await beginAsync(machine, start, world(), evaluate);
    for (;;) {
      const next = asked(step, contact);
      if (next === undefined) return;
      const { state } = step;
      const occurrence = next instanceof Promise ? await next : next;
      step = await advanceAsync(machine, state, occurrence, world(), evaluate);
    }
  };

  return {
    enter: async (contact) => void go(contact),
    counts: () => counts,
    close: async () => {},
  };
};
