/** Exit rules and goals: what can take a run away from wherever it waits, and the event types at which to look. */
import type { Interrupt } from '../artifact.ts';
import type { Definition } from '../language/definition.ts';
import { END } from '../language/end.ts';
import { eventTypesOf } from './event-types.ts';

export function interruptsOf(definition: Definition): readonly Interrupt[] {
  const exits = (definition.exit ?? []).map(
    (event, i): Interrupt => ({ id: `exit-${i}`, types: [event.on], event, to: END }),
  );
  const goals = Object.entries(definition.steps).flatMap(([id, step]): Interrupt[] =>
    step.kind === 'goal'
      ? [{ id: `goal-${id}`, types: eventTypesOf(step.when), when: step.when, to: id }]
      : [],
  );
  return [...exits, ...goals];
}
