/** The triggers of a tenant that listen for one type of event, and which of them a certain event may set off. */
import type { TriggerRoute } from '../../../workflow-compiler/artifact.ts';
import { compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Activity, Facts } from '../../../workflow-compiler/predicate/facts.ts';
import { run } from '../../../workflow-compiler/predicate/program.ts';
import { type Found, type Sieve, sieveOf } from '../../../workflow-compiler/predicate/sieve/sieve.ts';

export type Trigger = { readonly workflow: string; readonly version: number; readonly route: TriggerRoute };

/** `triggers`: all of one type. */
export function triggersOf(triggers: readonly Trigger[]): Sieve<Trigger> {
  return sieveOf(triggers, ({ route }) => route.event);
}

/** Whether the event sets the trigger off. `facts` with the event. */
export function setsOff({ of, settled, rest }: Found<Trigger>, event: Activity, facts: Facts): boolean {
  if (settled) return true;
  return rest === undefined
    ? compileEvent(of.route.event).matches(event, { ...facts, workflow: of.workflow })
    : run(rest, facts);
}
