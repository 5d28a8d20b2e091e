/** Every condition and every event pattern of a definition, with its pointer and the step that it belongs to. */
import { child } from '../diagnostics/pointer.ts';
import type { Condition } from '../language/condition.ts';
import type { Definition } from '../language/definition.ts';
import type { EventPattern } from '../language/event.ts';

/** `step` is absent for triggers and rules of the whole workflow. */
type Place = { readonly at: string; readonly step?: string };

/** `on`: the type of the event that the condition narrows, which is the one at hand. */
export type PlacedCondition = Place & { readonly condition: Condition; readonly on?: string };
export type PlacedEvent = Place & {
  readonly event: EventPattern;
  readonly role: 'trigger' | 'exit' | 'wait';
};

export function eventsOf(definition: Definition): readonly PlacedEvent[] {
  const awaited = Object.entries(definition.steps).flatMap(([id, step]): PlacedEvent[] =>
    step.kind === 'wait-for-event'
      ? step.paths.map(({ event }, i) => ({
          event,
          at: `${child('/steps', id)}/paths/${i}/event`,
          step: id,
          role: 'wait',
        }))
      : [],
  );
  return [
    ...definition.triggers.map((event, i) => ({ event, at: `/triggers/${i}`, role: 'trigger' as const })),
    ...(definition.exit ?? []).map((event, i) => ({ event, at: `/exit/${i}`, role: 'exit' as const })),
    ...awaited,
  ];
}

export function conditionsOf(definition: Definition): readonly PlacedCondition[] {
  const { entry, sending } = definition;
  return [
    ...placed(entry?.filter, '/entry/filter'),
    ...placed(sending?.filter, '/sending/filter'),
    ...eventsOf(definition).flatMap(({ event, at, step }) =>
      placed(event.where, `${at}/where`, step).map((one) => ({ ...one, on: event.on })),
    ),
    ...Object.entries(definition.steps).flatMap(([id, step]) => {
      const at = child('/steps', id);
      if (step.kind === 'goal') return placed(step.when, `${at}/when`, id);
      if (step.kind !== 'branch') return [];
      return step.paths.flatMap(({ when }, i) => placed(when, `${at}/paths/${i}/when`, id));
    }),
  ];
}

const placed = (condition: Condition | undefined, at: string, step?: string): readonly PlacedCondition[] =>
  condition === undefined ? [] : [{ condition, at, ...(step === undefined ? {} : { step }) }];
