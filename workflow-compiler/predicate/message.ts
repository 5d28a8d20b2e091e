/**
 * Which message an e-mail event is about. `thanks` is the message that this run sent at its step `thanks`; where there is no
 * run (a trigger), the one that any run of this workflow sent there; `welcome/thanks` is any run's of that workflow.
 */
import type { JsonObject } from '../language/json.ts';

/** Where a message is referred to from. */
export type Whereabouts = {
  readonly run?: { readonly id: string; readonly workflow: string };
  /** The workflow whose trigger is asked, when there is no run. */
  readonly workflow?: string;
};

/** @example compileMessage('thanks')({ run: 'r1', step: 'thanks' }, { run: { id: 'r1', workflow: 'welcome' } }) // true */
export function compileMessage(
  message: string | undefined,
): (properties: JsonObject, from: Whereabouts) => boolean {
  if (message === undefined) return () => true;
  const slash = message.indexOf('/');
  if (slash >= 0) {
    const workflow = message.slice(0, slash);
    const step = message.slice(slash + 1);
    return (properties) => properties.workflow === workflow && properties.step === step;
  }
  return (properties, from) => {
    if (properties.step !== message) return false;
    if (from.run !== undefined) return properties.run === from.run.id;
    return from.workflow !== undefined && properties.workflow === from.workflow;
  };
}
