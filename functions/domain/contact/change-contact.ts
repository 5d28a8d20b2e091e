/** Changes a contact that exists: read, apply, one conditional write, again when somebody else was faster. */
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store, Written } from '../../ports/store.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { cardKey } from '../keys.ts';
import type { Cause } from './cause.ts';
import type { ChangeProblem, ContactChange } from './change.ts';
import { type Plan, planChange } from './plan.ts';

export type Home = { readonly store: Store; readonly clock: Clock };

export type Changed =
  | { readonly outcome: 'changed' | 'unchanged'; readonly card: Card }
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'refused'; readonly problems: readonly ChangeProblem[] };

/** Writers of one card at once: far beyond what a contact sees, and an end all the same. */
const ATTEMPTS = 50;

/**
 * `refused` when one change is invalid, and then none was made. Throws what the store throws.
 *
 * @example await changeContact(deps, tenant, contact, [{ do: 'add-tag', tag: 'vip' }], FROM_API)
 */
export async function changeContact(
  { store, clock }: Home,
  tenant: TenantId,
  contact: ContactId,
  changes: readonly ContactChange[],
  cause: Cause,
): Promise<Changed> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const item = await store.get(cardKey(tenant, contact));
    if (item === undefined) return { outcome: 'absent' };
    const plan = planChange({ tenant, contact, item, changes, at: clock.now(), cause });
    if (!plan.ok) return { outcome: 'refused', problems: plan.problems };
    if (!plan.changed) return { outcome: 'unchanged', card: plan.card };
    const written = await store.write(plan.writes);
    if (written.ok) return { outcome: 'changed', card: plan.card };
    const taken = takenAddress(plan, written);
    if (taken !== undefined) return { outcome: 'refused', problems: [taken] };
  }
  throw new Error(`The card of contact ${contact} changed ${ATTEMPTS} times while it was being changed.`);
}

/** The problem behind a conflict, when it was not the card that was written by somebody else but an address that is another's. */
export function takenAddress(plan: Plan, written: Written): ChangeProblem | undefined {
  if (!plan.ok || written.ok || written.conflict === 0) return undefined;
  return {
    code: 'taken',
    index: 0,
    field: 'email',
    detail: `\`${plan.card.email ?? ''}\` belongs to another contact`,
  };
}
