/**
 * Applies changes to a card. Pure: the same card, changes and time give the same card. A change that is invalid or would pass a
 * limit is refused with a reason and leaves the card as it was; the others stand. A card that nothing changed is returned itself.
 */
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import { applyOne } from './appliers.ts';
import type { ChangeProblem, ContactChange } from './change.ts';
import { cardBytes, LIMITS } from './limits.ts';
import { type Moment, type Outcome, refuse } from './outcome.ts';

export type Applied = { readonly card: Card; readonly problems: readonly ChangeProblem[] };

/**
 * `at` in epoch milliseconds.
 *
 * @example applyChanges(card, [{ do: 'add-tag', tag: 'vip' }], clock.now()).card.tags.vip
 */
export function applyChanges(card: Card, changes: readonly ContactChange[], at: number): Applied {
  const moment = { iso: new Date(at).toISOString(), ms: at };
  const applied = applyAll(card, changes, moment, applyOne);
  // Weighing costs as much as all else together: change by change only when the whole is too heavy.
  if (applied.card === card || cardBytes(applied.card) <= LIMITS.bytes) return applied;
  return applyAll(card, changes, moment, applyWeighed);
}

function applyAll(
  card: Card,
  changes: readonly ContactChange[],
  at: Moment,
  apply: typeof applyOne,
): Applied {
  const problems: ChangeProblem[] = [];
  let current = card;
  for (const [index, change] of changes.entries()) {
    const outcome = apply(current, change, at);
    if ('refused' in outcome) problems.push({ index, ...outcome.refused });
    else current = outcome;
  }
  return { card: current === card ? card : { ...current, updatedAt: at.iso }, problems };
}

function applyWeighed(card: Card, change: ContactChange, at: Moment): Outcome {
  const outcome = applyOne(card, change, at);
  if ('refused' in outcome || outcome === card) return outcome;
  const bytes = cardBytes(outcome);
  // A card that is too large already (an older limit) may still shrink.
  if (bytes <= LIMITS.bytes || bytes <= cardBytes(card)) return outcome;
  return refuse(
    'too-large',
    fieldOf(change),
    `the card would be ${bytes} bytes; at most ${LIMITS.bytes} are kept`,
  );
}

function fieldOf(change: ContactChange): string {
  if ('detail' in change) return change.detail;
  if ('tag' in change) return change.tag;
  if ('list' in change) return change.list;
  if ('token' in change) return 'devices';
  return 'channel' in change ? change.channel : 'score';
}
