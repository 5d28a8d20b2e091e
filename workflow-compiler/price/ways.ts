/**
 * What becomes of runs at one node of the plan: how many are held or refused there, and where the others go on, with what
 * they remember from then on.
 */
import type { Interrupt } from '../artifact.ts';
import { isMessage } from '../language/channel.ts';
import type { Definition } from '../language/definition.ts';
import { interruptsOf } from '../lower/interrupts.ts';
import type { CallbackNode, ChoiceNode, PlanNode, TaskNode, Way } from '../lower/plan.ts';
import { type Count, decimal, times } from './money.ts';
import type { Rates } from './rates.ts';
import { heldShare, parted, type Shares, shares } from './shares.ts';

/** Averages per run. */
export type Visit = {
  /** Times that the state is entered, once more after each hold. */
  readonly entered: Count;
  /** Times that the sending hours hold it: each also enters the state of the hold. */
  readonly held: Count;
  /** Times that it is refused for good. */
  readonly rejected: Count;
  /** Where runs were counted: how many were still waiting there when the counting ended. */
  readonly stays?: Count;
};

/** By step: how often its jump was taken, or which way its split went, which is the same each time. */
export type Memory = { readonly [of: string]: string };

/** The path that the last task chose: choices read it. */
export const PATH = '@path';
/** An interrupt that happened: it happens once. */
const INTERRUPTED = '@interrupted ';

type Onward = { readonly to: string | undefined; readonly mass: Count; readonly memory: Memory };
export type Passing = { readonly visit: Visit; readonly onward: readonly Onward[] };

export type Ways = (node: PlanNode, mass: Count, memory: Memory) => Passing;

/** The function that says so, for the nodes of one definition. */
export function waysOf(definition: Definition, rates: Rates): Ways {
  const interrupts = interruptsOf(definition);
  const held = heldShare(definition, rates);
  const rejected = decimal(rates.rejected);

  const sharesAt = (id: string | undefined, memory: Memory): Shares => {
    const step = id === undefined ? undefined : definition.steps[id];
    if (id === undefined || step === undefined) return new Map();
    const open = interrupts.filter((one) => !Object.hasOwn(memory, INTERRUPTED + one.id));
    return shares(
      id,
      step,
      open.map((one) => one.id),
      rates,
    );
  };

  function task(node: TaskNode, mass: Count, memory: Memory): Passing {
    if (node.fn === 'decide') {
      const chosen = parted(mass, sharesAt(node.step, memory));
      return passing(
        mass,
        [...chosen].map(([path, part]) => ({
          to: node.next,
          mass: part,
          memory: remembering(memory, path, interrupts),
        })),
      );
    }
    const again = node.deferrable && sendsToContact(definition, node) ? times(mass, held) : 0n;
    const refuses = node.fn === 'send' || node.fn === 'call';
    const refused = refuses ? times(mass, rejected) : 0n;
    const after = node.fn === 'wake' ? { ...memory, [PATH]: 'timeout' } : memory;
    return {
      visit: { entered: mass + again, held: again, rejected: refused },
      onward: [
        { to: node.rejected ?? node.next, mass: refused, memory: after },
        { to: node.next, mass: mass - refused, memory: after },
      ],
    };
  }

  function callback(node: CallbackNode, mass: Count, memory: Memory): Passing {
    const woken = parted(mass, sharesAt(node.step, memory));
    return passing(
      mass,
      [...woken].map(([path, part]) =>
        path === 'timeout'
          ? { to: node.timeout, mass: part, memory }
          : { to: node.next, mass: part, memory: remembering(memory, path, interrupts) },
      ),
    );
  }

  return (node, mass, memory) => {
    switch (node.type) {
      case 'task':
        return task(node, mass, memory);
      case 'callback':
        return callback(node, mass, memory);
      case 'choice':
        return choice(node, mass, memory, sharesAt(node.step, memory));
      case 'wait':
      case 'pass':
        return passing(mass, [{ to: node.next, mass, memory }]);
      case 'succeed':
        return passing(mass, []);
      default:
        throw new Error('a plan is priced before it is cut into segments');
    }
  };
}

const passing = (mass: Count, onward: readonly Onward[]): Passing => ({
  visit: { entered: mass, held: 0n, rejected: 0n },
  onward,
});

function remembering(memory: Memory, path: string, interrupts: readonly Interrupt[]): Memory {
  const interrupt = interrupts.some(({ id }) => id === path);
  return { ...memory, [PATH]: path, ...(interrupt ? { [INTERRUPTED + path]: 'yes' } : {}) };
}

/** Sending rules hold messages to contacts; a notice to the team goes out at any hour. */
const sendsToContact = (definition: Definition, { step = '' }: TaskNode): boolean =>
  isMessage(definition.steps[step]);

/** A choice by what the run remembers: one way; a split that was not asked before divides. */
function choice(node: ChoiceNode, mass: Count, memory: Memory, split: Shares): Passing {
  const step = node.step ?? node.name;
  const ways: readonly Way[] = [...node.rules, node.otherwise];
  const known = memory[step];
  if (node.rules.some(({ test }) => test.type === 'bucket') && known === undefined) {
    const parts = parted(mass, split);
    return passing(
      mass,
      ways.map(({ next, mark }) => ({
        to: next,
        mass: parts.get(mark?.path ?? '') ?? 0n,
        memory: mark === undefined ? memory : { ...memory, [step]: mark.path },
      })),
    );
  }
  const taken = node.rules.find(({ test, mark }) => {
    if (test.type === 'path') return memory[PATH] === test.is;
    return test.type === 'loop' ? Number(known ?? 0) < test.atMost : mark?.path === known;
  });
  const { next, mark } = taken ?? node.otherwise;
  const counted = mark?.counts === true ? { ...memory, [step]: String(Number(known ?? 0) + 1) } : memory;
  return passing(mass, [{ to: next, mass, memory: counted }]);
}
