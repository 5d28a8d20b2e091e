/** Whether a condition can hold at all, given what is known already. `false` is certain; `true` means that nothing speaks against it. */
import type { Condition } from '../../language/condition.ts';
import { contradictory } from './contradiction.ts';
import { type Literal, needsOf } from './literals.ts';

/** @example isSatisfiable({ all: [{ kind: 'tag', tag: 'x' }, { not: { kind: 'tag', tag: 'x' } }] }) // false */
export function isSatisfiable(condition: Condition, given: readonly Literal[] = [], holds = true): boolean {
  const { literals, choices } = needsOf(condition, holds);
  const known = [...given, ...literals];
  if (contradictory(known)) return false;
  return choices.every((choice) => choice.some((one) => isSatisfiable(one.condition, known, one.holds)));
}
