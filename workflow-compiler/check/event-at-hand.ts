/** Which events can be the one at hand at each place that asks about it, and what they carry. */

import { isMessage } from '../language/channel.ts';
import type { Definition } from '../language/definition.ts';
import { carriedBy } from '../language/event-properties.ts';
import { has } from './ways/facts.ts';
import type { Ways } from './ways/ways.ts';

/** Types by name, sorted; empty where nothing is known, which is no reason to complain. */
export function eventsAt(ways: Ways, step: string): readonly string[] {
  const { definition, at, interrupted } = ways;
  // A goal is asked with the event that was at hand wherever the run was.
  const facts = definition.steps[step]?.kind === 'goal' ? interrupted : at(step);
  return typesIn(ways, facts?.events ?? 0n);
}

export const eventsAtEntry = (ways: Ways): readonly string[] => typesIn(ways, ways.sources.triggers);

/** Where messages are sent: the filter of the sending rules is asked there. */
export function eventsAtSending(ways: Ways): readonly string[] {
  const sends = Object.entries(ways.definition.steps).filter(([, step]) => isSend(step));
  const events = sends.reduce((set, [id]) => set | (ways.at(id)?.events ?? 0n), 0n);
  return typesIn(ways, events);
}

const isSend = (step: Definition['steps'][string]): boolean =>
  isMessage(step) || step.kind === 'notify-email';

const typesIn = ({ sources }: Ways, events: bigint): readonly string[] =>
  sources.types.filter((_, number) => has(events, number)).toSorted();

/** Whether one of the types carries the property; `a.b` is looked for as `a` too. Without types the answer is yes. */
export function isCarried(types: readonly string[], property: string): boolean {
  const root = property.split('.')[0] ?? property;
  return (
    types.length === 0 ||
    types.some((type) => {
      const { names, open } = carriedBy(type);
      return open || names.includes(property) || names.includes(root);
    })
  );
}

/** Every name that one of the types carries. */
export const namesCarried = (types: readonly string[]): readonly string[] =>
  [...new Set(types.flatMap((type) => carriedBy(type).names))].toSorted();
