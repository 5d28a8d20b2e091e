/**
 * What a definition means, checked. References come first: where a name leads nowhere, questions of flow would only repeat
 * the same mistake in other words, so they are asked once all names are right.
 */
import type { Finding } from '../diagnostics/finding.ts';
import type { Definition } from '../language/definition.ts';
import { conditions } from './condition.ts';
import { events } from './event.ts';
import { flow } from './flow.ts';
import { messages } from './messages.ts';
import type { CheckOptions } from './options.ts';
import { BOUNDED, PROOFS } from './proofs/table.ts';
import { references } from './reference.ts';
import { rules } from './rules.ts';
import { steps } from './step.ts';
import { templates } from './templates.ts';
import { waysOf } from './ways/ways.ts';

type Check = (definition: Definition) => readonly Finding[];

const OF_PARTS: readonly Check[] = [rules, events, conditions, templates, messages];

export function checkDefinition(definition: Definition, options: CheckOptions = {}): readonly Finding[] {
  const named = references(definition);
  const parts = [
    ...steps(definition, options.privateHosts ?? []),
    ...OF_PARTS.flatMap((check) => check(definition)),
  ];
  if (named.length > 0) return [...named, ...parts];
  const loops = flow(definition);
  // The worst case is only defined where every loop is a jump.
  const endless = loops.some(({ code }) => code === 'FLOW-02' || code === 'FLOW-03');
  const ways = waysOf(definition);
  const proofs = endless ? PROOFS : [...PROOFS, ...BOUNDED];
  return [...parts, ...loops, ...proofs.flatMap((prove) => prove(ways, options))];
}
