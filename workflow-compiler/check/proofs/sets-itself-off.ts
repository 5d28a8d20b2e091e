/**
 * A workflow whose every run starts another run of itself: on every way to an end it reports the very event that triggers
 * it, and nothing keeps the contact from entering again. After ten times the runtime cuts it. What may, but need not, go
 * round is a warning, and told with the loops between workflows.
 */
import type { Finding } from '../../diagnostics/finding.ts';
import { child } from '../../diagnostics/pointer.ts';
import type { Definition } from '../../language/definition.ts';
import { edgesOf } from '../../language/edges.ts';
import { END } from '../../language/end.ts';
import type { Ways } from '../ways/ways.ts';
import type { Proof } from './proof.ts';

export const setsItselfOff: Proof = (ways) => {
  const { definition } = ways;
  const again = certainTriggers(definition);
  if (again.size === 0) return [];
  return Object.entries(definition.steps).flatMap(([id, step]): Finding[] =>
    step.kind === 'emit-event' && again.has(step.name) && alwaysDone(ways, id)
      ? [
          {
            code: 'FLOW-11',
            at: child('/steps', id),
            detail: `Every run passes \`${id}\`, which reports \`${step.name}\`, which starts the workflow again.`,
            hint: 'Use a `jump` to repeat steps, or give the event another name.',
            onKey: true,
          },
        ]
      : [],
  );
};

/** Names of external events that let everybody in, at any time, as often as they come. */
function certainTriggers({ triggers, entry, exit }: Definition): ReadonlySet<string> {
  const free =
    entry?.reentry === 'always' &&
    entry.filter === undefined &&
    entry.from === undefined &&
    entry.until === undefined &&
    (exit ?? []).length === 0;
  if (!free) return new Set();
  return new Set(
    triggers.flatMap((trigger) =>
      trigger.on === 'external.occurred' && trigger.where === undefined ? [trigger.name] : [],
    ),
  );
}

/** No step ends a run that has not passed this one. */
function alwaysDone({ definition, at, passes }: Ways, id: string): boolean {
  return Object.entries(definition.steps).every(([last, step]) => {
    const facts = at(last);
    const ends = step.kind === 'exit' || edgesOf(step).some(({ target }) => target === END);
    return !ends || facts === undefined || last === id || passes(facts, id) === 'always';
  });
}
