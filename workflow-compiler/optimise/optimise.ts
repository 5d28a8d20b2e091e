/**
 * The passes, in order, until they change nothing more. The naive plan goes through `drop-dead` alone, since Step Functions
 * refuses unreachable states; traces of both agree, and their difference is what the passes gain.
 */
import type { CompileOptions } from '../artifact.ts';
import type { Plan } from '../lower/plan.ts';
import { absorbEnd } from './absorb-end.ts';
import { carry } from './carry.ts';
import { coalesce } from './coalesce.ts';
import { dropDead } from './drop-dead.ts';
import { intoRow } from './into-row.ts';
import { ownName } from './own-name.ts';
import type { Pass } from './pass.ts';
import { segment } from './segment.ts';
import { thread } from './thread.ts';

export const NAIVE: readonly Pass[] = [dropDead];
/** A state for each message, call, decision and wait. */
export const PASSES: readonly Pass[] = [thread, dropDead, coalesce, absorbEnd, carry, dropDead, ownName];
/** A state for everything between two waits. */
export const SEGMENTS: readonly Pass[] = [
  thread,
  dropDead,
  coalesce,
  absorbEnd,
  dropDead,
  segment,
  dropDead,
  ownName,
];

/** The passes that these options ask for. */
export function passesFor({
  naive,
  granularity,
  placement,
}: Pick<CompileOptions, 'naive' | 'granularity' | 'placement'>): readonly Pass[] {
  if (placement === 'express' && granularity === 'step')
    return naive === true ? [intoRow, dropDead] : STRETCHES;
  if (naive === true) return NAIVE;
  if (placement === 'express') return WHOLE;
  return granularity === 'segment' ? SEGMENTS : PASSES;
}

/** Express, a state for each step: an execution is a stretch between two waits. */
export const STRETCHES: readonly Pass[] = [thread, intoRow, dropDead, coalesce, absorbEnd, carry, dropDead];

/** Express: the program keeps the waits, and there is one state for all of it. */
export const WHOLE: readonly Pass[] = [thread, dropDead, coalesce, absorbEnd, dropDead];

/** Plans get smaller with every round that changes them; this bounds only a pass that does not keep that. */
const ROUNDS = 20;

/** Optimising an optimised plan gives the same plan. */
export function optimise(plan: Plan, passes: readonly Pass[]): Plan {
  let current = plan;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = passes.reduce((before, pass) => pass.run(before), current);
    if (JSON.stringify(next) === JSON.stringify(current)) return next;
    current = next;
  }
  return current;
}
