/** What only shows when several definitions are checked at once; one alone may set itself off. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { Definition } from '../../language/definition.ts';
import { flow } from '../flow.ts';
import { longestRun } from '../proofs/duration.ts';
import { references } from '../reference.ts';
import { waysOf } from '../ways/ways.ts';
import { loopsBetween, type Member } from './loops.ts';
import { messagesOfOthers } from './messages.ts';

/** Findings for each definition, in the order given, beside those that it has by itself. */
export function togetherFindings(definitions: readonly Definition[]): readonly (readonly Finding[])[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const loops = loopsBetween(definitions.map(memberOf));
  return definitions.map((definition, i) => [...messagesOfOthers(definition, byName), ...(loops[i] ?? [])]);
}

/** The findings of one definition by itself and with others; what is certain is not told as a possibility too. */
export function besides(own: readonly Finding[], shared: readonly Finding[]): readonly Finding[] {
  const certain = new Set(own.flatMap(({ code, at }) => (code === 'FLOW-11' ? [at] : [])));
  return [...own, ...shared.filter(({ at }) => !certain.has(at))];
}

/** How long a run takes is only defined where names and loops are right. */
function memberOf(definition: Definition): Member {
  const longest = (): number | undefined => {
    const sound =
      references(definition).length === 0 &&
      !flow(definition).some(({ code }) => code === 'FLOW-02' || code === 'FLOW-03');
    return sound ? longestRun(waysOf(definition)) : undefined;
  };
  return { definition, longest };
}
