/** Messages of other workflows that are checked at the same time: `workflow/step` must be one. */
import type { Finding } from '../../diagnostics/finding.ts';
import { suggest } from '../../diagnostics/near.ts';
import type { Definition } from '../../language/definition.ts';
import { messageSteps, questionsOf } from '../messages.ts';

/** What is named of a workflow that is not among them is taken as right. */
export function messagesOfOthers(
  definition: Definition,
  all: ReadonlyMap<string, Definition>,
): readonly Finding[] {
  return questionsOf(definition).flatMap(({ message, kind, at }): Finding[] => {
    const [workflow = '', step] = message.split('/');
    const other = step === undefined || workflow === definition.name ? undefined : all.get(workflow);
    if (other === undefined || step === undefined || messageSteps(other, kind).includes(step)) return [];
    return [
      {
        code: 'REF-03',
        at,
        detail: `\`${workflow}\` has no \`${kind}\` step \`${step}\`.`,
        hint: suggest(step, messageSteps(other, kind)),
      },
    ];
  });
}
