/** Which activity rows must be read before a condition can be judged, so that everything else costs one item: the card. */
import type { Condition } from '../language/condition.ts';
import type { ActivityNeed } from './leaves/leaf.ts';
import { leafNeed } from './leaves/table.ts';

/** `types` sorted; empty: no activity is needed. `withinMs` absent: however long ago. */
export type ActivityNeeds = { readonly types: readonly string[]; readonly withinMs?: number };

/**
 * @example activityNeeds({ kind: 'email-opened', within: '1 day' }) // { types: ['email.opened'], withinMs: 86400000 }
 */
export function activityNeeds(...conditions: readonly Condition[]): ActivityNeeds {
  const needs = conditions.flatMap(leafNeeds);
  const types = [...new Set(needs.map(({ type }) => type))].sort();
  let longest = 0;
  for (const { withinMs } of needs) {
    if (withinMs === undefined) return { types };
    longest = Math.max(longest, withinMs);
  }
  return types.length === 0 ? { types } : { types, withinMs: longest };
}

function leafNeeds(condition: Condition): readonly ActivityNeed[] {
  if ('all' in condition) return condition.all.flatMap(leafNeeds);
  if ('any' in condition) return condition.any.flatMap(leafNeeds);
  if ('not' in condition) return leafNeeds(condition.not);
  const need = leafNeed(condition);
  return need === undefined ? [] : [need];
}
