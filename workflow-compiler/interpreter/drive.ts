// Runs a transition to its end: where it is suspended, jsonata is awaited and the transition repeated with the answer.
// Random draws are remembered, so that every repetition sees the same ones.

import type { ExecutionState, Occurrence, Start, Step, Suspended, World } from './execution.ts';
import { type Answer, type Evaluator, evaluateFallback } from './jsonata/fallback.ts';
import type { LoadedMachine } from './machine.ts';
import { advance, begin } from './transition.ts';

/**
 * `begin`, with suspensions answered. The result is synchronous whenever no expression needed jsonata.
 * A host that wants to bound single evaluations in time passes an `evaluate` that works in a thread it can end.
 */
export function beginAsync(
  machine: LoadedMachine,
  start: Start,
  world: World,
  evaluate: Evaluator = evaluateFallback,
): Step | Promise<Step> {
  const first = begin(machine, start, world);
  return 'state' in first ? first : answered((seen) => begin(machine, start, seen), world, evaluate);
}

/** `advance`, with suspensions answered. */
export function advanceAsync(
  machine: LoadedMachine,
  state: ExecutionState,
  occurrence: Occurrence,
  world: World,
  evaluate: Evaluator = evaluateFallback,
): Step | Promise<Step> {
  const first = advance(machine, state, occurrence, world);
  return 'state' in first
    ? first
    : answered((seen) => advance(machine, state, occurrence, seen), world, evaluate);
}

/** The first attempt is thrown away: it was made without remembering what was drawn. */
async function answered(
  transition: (world: World) => Step | Suspended,
  world: World,
  evaluate: Evaluator,
): Promise<Step> {
  const draws: number[] = [];
  const evaluated: Answer[] = [];
  for (;;) {
    let drawn = 0;
    const random = (): number => {
      const draw = draws[drawn] ?? world.random();
      draws[drawn++] = draw;
      return draw;
    };
    const next = transition({ ...world, random, evaluated });
    if ('state' in next) return next;
    evaluated.push(await evaluate(next.request));
  }
}
