/** The triggers of a tenant that listen for one type of event, and which of them a certain event may set off. */
import type { TriggerRoute } from '../../../workflow-compiler/artifact.ts';
import { type CompiledEvent, compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Activity } from '../../../workflow-compiler/predicate/facts.ts';
import { sieveOf } from '../../../workflow-compiler/predicate/sieve/sieve.ts';

export type Trigger = { readonly workflow: string; readonly version: number; readonly route: TriggerRoute };

/** `settled`: the event matches, and nothing else need be asked. */
export type Candidate = {
  readonly trigger: Trigger;
  readonly pattern: CompiledEvent;
  readonly settled: boolean;
};

/** The candidates for an event of the type, in the order of the triggers; every trigger that it matches is among them. */
export type Triggers = (event: Activity) => readonly Candidate[];

/** `triggers`: all of one type. */
export function triggersOf(triggers: readonly Trigger[]): Triggers {
  const sieve = sieveOf(triggers.map(({ route }) => route.event));
  const candidates = triggers.map((trigger, position): Candidate => {
    const pattern = compileEvent(trigger.route.event);
    return { trigger, pattern, settled: sieve.settles(position) };
  });
  return (event) => {
    const through = sieve.candidates(event);
    return through.length === candidates.length
      ? candidates
      : through.flatMap((position) => candidates[position] ?? []);
  };
}
