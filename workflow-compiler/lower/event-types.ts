/** Which event types can make a condition come true: when one of them happens, the condition is asked again. */
import { byLeaf, type PerLeaf } from '../language/by-kind.ts';
import type { Condition } from '../language/condition.ts';
import { leaves } from '../language/walk.ts';

const table: PerLeaf<[], readonly string[]> = {
  detail: () => ['contact.added', 'contact.detail-added', 'contact.detail-modified'],
  tag: () => ['contact.added', 'contact.tagged', 'contact.untagged'],
  score: () => ['contact.added', 'contact.score-reached'],
  list: () => ['contact.added', 'list.joined', 'list.left'],
  'email-opened': () => ['email.opened'],
  'email-clicked': () => ['email.clicked'],
  'event-occurred': (leaf) => [leaf.type],
  // The event at hand does not change while a run waits.
  event: () => [],
  consent: () => ['contact.opted-in', 'contact.opted-out'],
};

/** Sorted, each once. */
export function eventTypesOf(condition: Condition): readonly string[] {
  return [...new Set(leaves(condition).flatMap(({ leaf }) => byLeaf(table, leaf)))].toSorted();
}
