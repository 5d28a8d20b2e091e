/** Every step can be reached: from the start, or by a goal that something can make true while a run waits. */
import type { Finding } from '../../diagnostics/finding.ts';
import { child } from '../../diagnostics/pointer.ts';
import type { Proof } from './proof.ts';

export const reachable: Proof = ({ definition, at }) =>
  Object.entries(definition.steps).flatMap(([id, { kind }]): Finding[] => {
    if (at(id) !== undefined) return [];
    return [
      {
        code: 'FLOW-01',
        at: child('/steps', id),
        detail:
          kind === 'goal'
            ? `Nothing leads to \`${id}\`, and no event can take a run there from a wait or a branch.`
            : `Nothing leads to \`${id}\`.`,
        hint:
          kind === 'goal'
            ? 'Put a wait before the end, and ask for something that can happen meanwhile.'
            : 'Name it in a `next` or in a path, or remove it.',
        onKey: true,
      },
    ];
  });
