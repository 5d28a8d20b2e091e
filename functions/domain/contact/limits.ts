/** The card is small: it is read and written at every step, and a run's cost is its size. Counts bound it, bytes are the last word. */
import type { Card, ScorePart } from '../../../workflow-compiler/predicate/facts.ts';
import { hasLapsed } from '../../../workflow-compiler/predicate/score.ts';

export const LIMITS = {
  tags: 500,
  details: 500,
  lists: 500,
  scoreParts: 200,
  devices: 10,
  bytes: 64 * 1024,
  points: 1e9,
} as const;

/** Points that add up without ever leaving the numbers that JSON knows. */
export function arePoints(points: number): boolean {
  return Math.abs(points) <= LIMITS.points;
}

export function cardBytes(card: Card): number {
  return Buffer.byteLength(JSON.stringify(card));
}

/**
 * Makes room among the parts of a score: what has lapsed goes; then the oldest parts that never lapse become part of the
 * base, which changes no sum. `undefined` when even that leaves too many.
 */
export function trimScore(score: Card['score'], now: number): Card['score'] | undefined {
  const alive = score.parts.filter((part) => !hasLapsed(part, now));
  let surplus = alive.length - LIMITS.scoreParts;
  if (surplus <= 0) return alive.length === score.parts.length ? score : { base: score.base, parts: alive };
  let base = score.base;
  const parts: ScorePart[] = [];
  for (const part of alive) {
    if (surplus > 0 && part.until === undefined) {
      base += part.points;
      surplus -= 1;
    } else {
      parts.push(part);
    }
  }
  return surplus > 0 ? undefined : { base, parts };
}
