// Runs a machine written as an object, with the virtual clock of `sojourn asl run`.

import { type Mocks, type Simulated, simulate } from '../../infra/local/cli/asl-simulate.ts';
import type { Json } from '../../workflow-compiler/interpreter/json.ts';
import { type LoadedMachine, loadMachine } from '../../workflow-compiler/interpreter/machine.ts';

export type States = { readonly [name: string]: Json };

/** A JSONata machine of these states; the first one starts. */
export function machine(states: States, more: States = {}): LoadedMachine {
  return loadMachine(
    JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more }),
  );
}

export const NOW = Date.UTC(2026, 0, 1);
export const INVOKE = 'arn:aws:states:::lambda:invoke';

export function run(
  states: States,
  input: Json = {},
  mocks: Mocks = {},
  more: States = {},
): Promise<Simulated> {
  return simulate(machine(states, more), input, mocks, { now: NOW });
}
