/** The step that a wait counts events since must come before the wait, or there would be nothing to count from. */
import type { Finding } from '../diagnostics/finding.ts';
import { child } from '../diagnostics/pointer.ts';
import type { Definition } from '../language/definition.ts';
import { backward, graphOf, reach } from './graph.ts';

export function since(definition: Definition): readonly Finding[] {
  const before = backward(graphOf(definition));
  return Object.entries(definition.steps).flatMap(([id, step]): Finding[] => {
    if (step.kind !== 'wait-for-event' || step.since === undefined) return [];
    return reach(before(id), before).has(step.since)
      ? []
      : [
          {
            code: 'FLOW-08',
            at: `${child('/steps', id)}/since`,
            detail: `No way to \`${id}\` passes \`${step.since}\`.`,
            hint: 'Name a step that comes before the wait.',
          },
        ];
  });
}
