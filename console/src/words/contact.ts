/** What a contact is called: the name if there is one, else an address, else the id. */
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';

type Named = Pick<Card, 'id' | 'email' | 'phone' | 'firstName' | 'lastName'>;

export function contactLabel(card: Named): string {
  const name = [card.firstName, card.lastName].filter((part) => part !== undefined && part !== '').join(' ');
  if (name !== '') return name;
  return card.email ?? card.phone ?? card.id;
}

/** What the score is at `now` (epoch milliseconds): the base and the parts that have not lapsed. */
export function scoreNow(score: Card['score'], now: number): number {
  return score.parts
    .filter((part) => part.until === undefined || Date.parse(part.until) > now)
    .reduce((sum, part) => sum + part.points, score.base);
}
