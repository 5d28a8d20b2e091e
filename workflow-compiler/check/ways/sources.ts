/** Everything that can be the event at hand in a run: triggers, paths of waits, and what brings a run to a goal; numbered. */
import type { Definition } from '../../language/definition.ts';
import { eventTypesOf } from '../../lower/event-types.ts';
import { bit } from './facts.ts';

export type Sources = {
  /** The event type of each number. */
  readonly types: readonly string[];
  readonly triggers: bigint;
  /** By wait and path: `answer 0`. */
  readonly paths: ReadonlyMap<string, bigint>;
  /** By goal. */
  readonly goals: ReadonlyMap<string, bigint>;
};

/** Types are numbered, not places: two waits for the same type are one source. */
export function sourcesOf({ triggers, steps }: Definition): Sources {
  const types: string[] = [];
  const numbers = new Map<string, bigint>();
  const number = (type: string): bigint => {
    const known = numbers.get(type);
    if (known !== undefined) return known;
    types.push(type);
    const fresh = bit(types.length - 1);
    numbers.set(type, fresh);
    return fresh;
  };
  const all = (some: readonly string[]): bigint => some.reduce((set, type) => set | number(type), 0n);
  const paths = new Map<string, bigint>();
  const goals = new Map<string, bigint>();
  const started = all(triggers.map(({ on }) => on));
  for (const [id, step] of Object.entries(steps)) {
    if (step.kind === 'goal') goals.set(id, all(eventTypesOf(step.when)));
    if (step.kind !== 'wait-for-event') continue;
    for (const [i, { event }] of step.paths.entries()) paths.set(pathKey(id, i), number(event.on));
  }
  return { types, triggers: started, paths, goals };
}

export const pathKey = (step: string, path: number): string => `${step} ${path}`;
