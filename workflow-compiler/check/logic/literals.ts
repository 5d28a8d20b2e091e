/** What must hold for a condition to hold, as far as it is certain: leaves that are surely true or surely false. */
import type { Condition, Leaf } from '../../language/condition.ts';
import { isLeaf } from '../../language/walk.ts';

export type Literal = { readonly leaf: Leaf; readonly holds: boolean };

/** An alternative of which one must hold. */
export type Choice = readonly { readonly condition: Condition; readonly holds: boolean }[];

export type Needs = { readonly literals: readonly Literal[]; readonly choices: readonly Choice[] };

/** What follows from the condition's being true, or with `holds: false` from its being false. */
export function needsOf(condition: Condition, holds = true): Needs {
  const literals: Literal[] = [];
  const choices: Choice[] = [];
  const open = [{ condition, holds }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { condition: one, holds: wanted } = part;
    if (isLeaf(one)) literals.push({ leaf: one, holds: wanted });
    else if ('not' in one) open.push({ condition: one.not, holds: !wanted });
    else {
      const [parts, together] = 'all' in one ? [one.all, wanted] : [one.any, !wanted];
      const wants = parts.map((inner) => ({ condition: inner, holds: wanted }));
      if (together || wants.length === 1) open.push(...wants);
      else choices.push(wants);
    }
  }
  return { literals, choices };
}
