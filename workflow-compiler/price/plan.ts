/** The plan that a definition's machine is emitted from, which is what a price counts on: one node, one state. */
import type { Definition } from '../language/definition.ts';
import { interruptsOf } from '../lower/interrupts.ts';
import { lower } from '../lower/lower.ts';
import type { Plan } from '../lower/plan.ts';
import { NAIVE, optimise, PASSES, WHOLE } from '../optimise/optimise.ts';

/** `naive`: one state for each step, as `compile` with the same option emits it. */
export function planOf(definition: Definition, naive = false): Plan {
  return optimise(lower(definition, interruptsOf(definition)), naive ? NAIVE : PASSES);
}

/** The plan that is cut into segments: nothing carries anything in it, since a segment does everything. */
export const uncutPlanOf = (definition: Definition): Plan =>
  optimise(lower(definition, interruptsOf(definition)), WHOLE);
