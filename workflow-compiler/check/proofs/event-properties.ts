/** What is asked of the event at hand: on some way here there must be an event that can have the property. */
import type { Finding } from '../../diagnostics/finding.ts';
import { quoteList, suggest } from '../../diagnostics/near.ts';
import { child } from '../../diagnostics/pointer.ts';
import type { Step } from '../../language/step.ts';
import { leaves } from '../../language/walk.ts';
import { eventsAt, eventsAtEntry, eventsAtSending, isCarried, namesCarried } from '../event-at-hand.ts';
import { conditionsOf, type PlacedCondition } from '../place.ts';
import type { Ways } from '../ways/ways.ts';
import type { Proof } from './proof.ts';

type Asked = { readonly property: string; readonly at: string; readonly types: readonly string[] };

export const eventProperties: Proof = (ways) =>
  [...ofConditions(ways), ...ofValues(ways)].flatMap(({ property, at, types }): Finding[] =>
    isCarried(types, property)
      ? []
      : [
          {
            code: 'COND-09',
            at,
            detail: `The event at hand here is ${quoteList(types)}, which has no \`${property}\`.`,
            hint: suggest(property, namesCarried(types)),
          },
        ],
  );

function ofConditions(ways: Ways): readonly Asked[] {
  return conditionsOf(ways.definition).flatMap((placed) =>
    leaves(placed.condition, placed.at).flatMap(({ leaf, at }): Asked[] =>
      leaf.kind === 'event'
        ? [{ property: leaf.property, at: `${at}/property`, types: typesFor(ways, placed) }]
        : [],
    ),
  );
}

function typesFor(ways: Ways, { at, on, step }: PlacedCondition): readonly string[] {
  if (on !== undefined) return [on];
  if (step !== undefined) return eventsAt(ways, step);
  return at.startsWith('/entry') ? eventsAtEntry(ways) : eventsAtSending(ways);
}

function ofValues(ways: Ways): readonly Asked[] {
  return Object.entries(ways.definition.steps).flatMap(([id, step]) =>
    valuesOf(step).flatMap(({ value, at }): Asked[] =>
      typeof value === 'object' && 'event' in value
        ? [
            {
              property: value.event,
              at: `${child('/steps', id)}${at}/event`,
              types: eventsAt(ways, id),
            },
          ]
        : [],
    ),
  );
}

type Value = Extract<Step, { kind: 'set-detail' }>['value'];

function valuesOf(step: Step): readonly { readonly value: Value; readonly at: string }[] {
  if (step.kind === 'set-detail') return [{ value: step.value, at: '/value' }];
  if (step.kind !== 'emit-event') return [];
  return Object.entries(step.properties ?? {}).map(([name, value]) => ({
    value,
    at: child('/properties', name),
  }));
}
