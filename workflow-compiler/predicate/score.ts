/** The score as it counts at a moment: what never lapses, and the parts whose time has not come. */
import { parseInstant } from '../interpreter/instant.ts';
import type { Card, ScorePart } from './facts.ts';

/** `now` in epoch milliseconds. A part lapses at its `until`, not after it. */
export function currentScore(score: Card['score'], now: number): number {
  let total = score.base;
  for (const part of score.parts) if (!hasLapsed(part, now)) total += part.points;
  if (Number.isInteger(total)) return total;
  // Sums of decimals such as 0.1 would miss their thresholds by a rounding error.
  return Math.round(total * 1e6) / 1e6;
}

export function hasLapsed(part: ScorePart, now: number): boolean {
  return part.until !== undefined && (parseInstant(part.until) ?? Number.POSITIVE_INFINITY) <= now;
}
