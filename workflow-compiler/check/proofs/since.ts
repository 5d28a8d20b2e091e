/** The step that a wait counts events since must come before the wait, or there would be nothing to count from. */
import { child } from '../../diagnostics/pointer.ts';
import type { Proof } from './proof.ts';

export const since: Proof = ({ definition, at, passes }) =>
  Object.entries(definition.steps).flatMap(([id, step]) => {
    const facts = at(id);
    if (step.kind !== 'wait-for-event' || step.since === undefined || facts === undefined) return [];
    return passes(facts, step.since) === 'never'
      ? [
          {
            code: 'FLOW-08' as const,
            at: `${child('/steps', id)}/since`,
            detail: `No way to \`${id}\` passes \`${step.since}\`.`,
            hint: 'Name a step that comes before the wait.',
          },
        ]
      : [];
  });
