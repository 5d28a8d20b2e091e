/**
 * The passes, in order. The naive plan goes through `drop-dead` alone, since Step Functions refuses unreachable states;
 * traces of both agree, and their difference is what the passes gain.
 */
import type { Plan } from '../lower/plan.ts';
import { absorbEnd } from './absorb-end.ts';
import { coalesce } from './coalesce.ts';
import { dropDead } from './drop-dead.ts';
import type { Pass } from './pass.ts';
import { thread } from './thread.ts';

export const NAIVE: readonly Pass[] = [dropDead];
export const PASSES: readonly Pass[] = [thread, dropDead, coalesce, absorbEnd, dropDead];

export function optimise(plan: Plan, passes: readonly Pass[]): Plan {
  return passes.reduce((current, pass) => pass.run(current), plan);
}
