/** Dispatch over tables that have one entry for each kind of step, condition or event. */

import type { Leaf, LeafKind, LeafOf } from './condition.ts';
import type { EventKind, EventPattern, EventPatternOf } from './event.ts';
import type { Step, StepKind, StepOf } from './step.ts';

/** A table with one function per kind of step; a kind without an entry does not compile. */
export type PerStep<A extends readonly unknown[], R> = {
  readonly [K in StepKind]: (step: StepOf<K>, ...rest: A) => R;
};
export type PerLeaf<A extends readonly unknown[], R> = {
  readonly [K in LeafKind]: (leaf: LeafOf<K>, ...rest: A) => R;
};
export type PerEvent<A extends readonly unknown[], R> = {
  readonly [K in EventKind]: (event: EventPatternOf<K>, ...rest: A) => R;
};

/**
 * The three casts of the language: the type checker cannot see that `table[x.kind]` takes exactly `x`, because it looks
 * at all kinds at once. The mapped types above guarantee it.
 */
export function byKind<A extends readonly unknown[], R>(table: PerStep<A, R>, step: Step, ...rest: A): R {
  return (table[step.kind] as (step: Step, ...rest: A) => R)(step, ...rest);
}
export function byLeaf<A extends readonly unknown[], R>(table: PerLeaf<A, R>, leaf: Leaf, ...rest: A): R {
  return (table[leaf.kind] as (leaf: Leaf, ...rest: A) => R)(leaf, ...rest);
}
export function byEvent<A extends readonly unknown[], R>(
  table: PerEvent<A, R>,
  event: EventPattern,
  ...rest: A
): R {
  return (table[event.on] as (event: EventPattern, ...rest: A) => R)(event, ...rest);
}
