/**
 * What a definition means, checked. References come first: where a name leads nowhere, questions of flow would only repeat
 * the same mistake in other words, so they are asked once all names are right.
 */
import type { Finding } from '../diagnostics/finding.ts';
import type { Definition } from '../language/definition.ts';
import { bounds } from './bounds.ts';
import { conditions } from './condition.ts';
import { consent } from './consent.ts';
import { events } from './event.ts';
import { flow } from './flow.ts';
import { messages } from './messages.ts';
import { references } from './reference.ts';
import { rules } from './rules.ts';
import { since } from './since.ts';
import { steps } from './step.ts';
import { templates } from './templates.ts';

type Check = (definition: Definition) => readonly Finding[];

const OF_PARTS: readonly Check[] = [rules, events, conditions, templates, consent];

export function checkDefinition(
  definition: Definition,
  privateHosts: readonly string[] = [],
): readonly Finding[] {
  const named = references(definition);
  const parts = [...steps(definition, privateHosts), ...OF_PARTS.flatMap((check) => check(definition))];
  if (named.length > 0) return [...named, ...parts];
  const ways = flow(definition);
  // The worst case is only defined where every loop is a jump.
  const bounded = ways.some(({ code }) => code === 'FLOW-02' || code === 'FLOW-03') ? [] : bounds(definition);
  return [...parts, ...ways, ...messages(definition), ...since(definition), ...bounded];
}
