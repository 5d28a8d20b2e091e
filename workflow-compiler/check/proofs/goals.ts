/** Goals that can come true: not those that ask about a message which only the way behind the goal itself sends. */
import type { Finding } from '../../diagnostics/finding.ts';
import { quoteList } from '../../diagnostics/near.ts';
import { child } from '../../diagnostics/pointer.ts';
import type { StepOf } from '../../language/step.ts';
import { leaves } from '../../language/walk.ts';
import { reach } from '../graph.ts';
import { isSatisfiable } from '../logic/satisfiable.ts';
import type { Ways } from '../ways/ways.ts';
import type { Proof } from './proof.ts';

export const goals: Proof = (ways) =>
  Object.entries(ways.definition.steps).flatMap(([id, step]): Finding[] => {
    if (step.kind !== 'goal' || ways.at(id) === undefined) return [];
    const unsent = askedInVain(ways, id, step);
    const given = unsent.map(({ leaf }) => ({ leaf, holds: false }));
    if (unsent.length === 0 || !isSatisfiable(step.when) || isSatisfiable(step.when, given)) return [];
    const messages = unsent.map(({ message }) => message);
    return [
      {
        code: 'COND-11',
        at: `${child('/steps', id)}/when`,
        detail: `Only ways behind \`${id}\` itself send ${quoteList([...new Set(messages)])}, so the goal never comes true.`,
        hint: 'Ask about a message that is sent before.',
      },
    ];
  });

/** Leaves about own messages that no run has sent unless it has reached the goal before. */
function askedInVain({ definition, edges }: Ways, goal: string, { when }: StepOf<'goal'>) {
  const without = reach([definition.start], (id) =>
    edges(id).flatMap(({ role, to }) => (role === 'goal' && to === goal ? [] : [to])),
  );
  return leaves(when).flatMap(({ leaf }) => {
    const message = 'message' in leaf ? leaf.message : undefined;
    const own = message !== undefined && definition.steps[message]?.kind === 'send-email';
    return own && !without.has(message) ? [{ leaf, message }] : [];
  });
}
