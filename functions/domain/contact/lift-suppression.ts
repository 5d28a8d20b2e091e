/**
 * Lifts what a bounce or a complaint has put on a contact's card, at the provider first: what stands there still would put it back
 * with the next message. Consent that a complaint withdrew stays withdrawn. Who lifted it is kept with the card's change, and told
 * by the event `contact.unsuppressed` in the contact's activity.
 */
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Suppressions } from '../../ports/suppressions.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { FROM_API } from './cause.ts';
import type { Suppressible } from './change.ts';
import { changeContact, type Home } from './change-contact.ts';
import { readCard } from './find.ts';

export type Lifted = { readonly outcome: 'lifted' | 'not-suppressed'; readonly card: Card };

/**
 * `undefined`: there is no such contact. `by`: id of the key or person that asks. Throws `Transient` when the provider does
 * not do it, and then nothing was lifted.
 *
 * @example await liftSuppression(deps, tenant, contact, 'email', principal.key)
 */
export async function liftSuppression(
  deps: Home & { readonly suppressions?: Suppressions },
  tenant: TenantId,
  contact: ContactId,
  channel: Suppressible,
  by: string,
): Promise<Lifted | undefined> {
  const card = await readCard(deps.store, tenant, contact);
  if (card === undefined) return undefined;
  if (card.suppressed?.[channel] === undefined) return { outcome: 'not-suppressed', card };
  if (channel === 'email' && card.email !== undefined) await deps.suppressions?.lift(tenant, card.email);
  const changed = await changeContact(deps, tenant, contact, [{ do: 'unsuppress', channel }], {
    ...FROM_API,
    by,
  });
  if (changed.outcome === 'absent') return undefined;
  if (changed.outcome === 'refused') throw new Error(`a lifting was refused: ${changed.problems[0]?.detail}`);
  // Somebody else may have been faster: then it is lifted all the same.
  return { outcome: 'lifted', card: changed.card };
}
