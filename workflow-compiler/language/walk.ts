/** Walking conditions: leaves and combinations, with their pointers. */
import type { Condition, Leaf } from './condition.ts';

type Part = { readonly condition: Condition; readonly at: string };

export function isLeaf(condition: Condition): condition is Leaf {
  return 'kind' in condition;
}

/** The conditions directly inside a combination; none for a leaf. */
function partsOf(condition: Condition, at = ''): readonly Part[] {
  if (isLeaf(condition)) return [];
  if ('not' in condition) return [{ condition: condition.not, at: `${at}/not` }];
  const [word, list] = 'all' in condition ? ['all', condition.all] : ['any', condition.any];
  return list.map((part, i) => ({ condition: part, at: `${at}/${word}/${i}` }));
}

/** Every leaf with its pointer. */
export function leaves(
  condition: Condition,
  at = '',
): readonly { readonly leaf: Leaf; readonly at: string }[] {
  if (isLeaf(condition)) return [{ leaf: condition, at }];
  return partsOf(condition, at).flatMap((part) => leaves(part.condition, part.at));
}
