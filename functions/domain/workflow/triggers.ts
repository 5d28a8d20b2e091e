/** The triggers of a tenant that listen for one type of event, and which of them a certain event may set off. */
import type { TriggerRoute } from '../../../workflow-compiler/artifact.ts';
import { type CompiledEvent, compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Activity, Facts } from '../../../workflow-compiler/predicate/facts.ts';
import { run } from '../../../workflow-compiler/predicate/program.ts';
import { type Found, type Sieve, sieveOf } from '../../../workflow-compiler/predicate/sieve/sieve.ts';

export type Trigger = { readonly workflow: string; readonly version: number; readonly route: TriggerRoute };

export type Candidate = Trigger & { readonly pattern: CompiledEvent };

/** `triggers`: all of one type. */
export function triggersOf(triggers: readonly Trigger[]): Sieve<Candidate> {
  const candidates = triggers.map((trigger) => ({ ...trigger, pattern: compileEvent(trigger.route.event) }));
  return sieveOf(candidates, ({ route }) => route.event);
}

/** Whether the event sets the trigger off. `facts` with the event. */
export function setsOff({ of, settled, rest }: Found<Candidate>, event: Activity, facts: Facts): boolean {
  if (settled) return true;
  return rest === undefined
    ? of.pattern.matches(event, { ...facts, workflow: of.workflow })
    : run(rest, facts);
}
