/**
 * Creates or changes the contact whom an id, an address or a number names. Two callers who bring the same new address at once end
 * with one contact: the id is derived from the address, and the alias is written only where there is none.
 */
import { createHash } from 'node:crypto';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Item, Store } from '../../ports/store.ts';
import { type ContactId, isContactId, type TenantId } from '../ids.ts';
import { cardKey } from '../keys.ts';
import { type CardBody, cardBody } from './body.ts';
import type { Cause } from './cause.ts';
import type { ChangeProblem, ContactChange } from './change.ts';
import { type Home, takenAddress } from './change-contact.ts';
import { findByEmail, findByPhone } from './find.ts';
import { planChange } from './plan.ts';
import { checkEmail, checkPhone } from './value.ts';

/** At least one. Looked up in this order: id, e-mail, phone. `phone` in E.164, or as written in `country`. */
export type Identity = {
  readonly id?: ContactId;
  readonly email?: string;
  readonly phone?: string;
  /** ISO 3166-1 alpha-2: where a number without its country code is from. */
  readonly country?: string;
};

/** `known`: the cause said that this was done before; `cause` is the one that stands on the card. */
export type Upserted =
  | { readonly outcome: 'known'; readonly contact: ContactId; readonly card: Card; readonly cause: Cause }
  | UpsertedNow;

export type UpsertedNow =
  | {
      readonly outcome: 'created' | 'changed' | 'unchanged';
      readonly contact: ContactId;
      readonly card: Card;
    }
  | { readonly outcome: 'refused'; readonly problems: readonly ChangeProblem[] };

const ATTEMPTS = 50;

/**
 * Sets the identity's own address and number too, where they are new. Throws what the store throws.
 *
 * @example await upsertContact(deps, tenant, { email: 'ada@example.com' }, [{ do: 'join-list', list: 'newsletter' }], FROM_API)
 */
export async function upsertContact(
  home: Home & { readonly ids: Ids },
  tenant: TenantId,
  identity: Identity,
  changes: readonly ContactChange[],
  cause: Cause,
): Promise<UpsertedNow> {
  const done = await upsertOnce(home, tenant, identity, changes, () => cause);
  if (done.outcome === 'known') return { outcome: 'unchanged', contact: done.contact, card: done.card };
  return done;
}

/** The same for callers who can tell from the stored card that they were here before. `before` is `undefined` for a new contact. */
export async function upsertOnce(
  home: Home & { readonly ids: Ids },
  tenant: TenantId,
  identity: Identity,
  changes: readonly ContactChange[],
  causeFor: (before: CardBody | undefined) => Cause | 'known',
): Promise<Upserted> {
  const normal = normalise(identity);
  if ('problems' in normal) return { outcome: 'refused', problems: normal.problems };
  let avoid: ContactId | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await findContact(home.store, tenant, normal);
    const contact = found ?? normal.id ?? newId(home.ids, tenant, normal, avoid);
    const item = await home.store.get(cardKey(tenant, contact));
    if (found === undefined && normal.id === undefined && isAnothers(item, normal)) {
      avoid = contact;
      continue;
    }
    const before = item === undefined ? undefined : cardBody(item.body);
    const cause = causeFor(before);
    if (cause === 'known') {
      if (before === undefined) throw new Error('A contact that does not exist cannot be known.');
      return { outcome: 'known', contact, ...before };
    }
    const all = [...identityChanges(normal, before?.card), ...changes];
    const plan = planChange({ tenant, contact, item, changes: all, at: home.clock.now(), cause });
    if (!plan.ok) return { outcome: 'refused', problems: plan.problems };
    if (!plan.changed) return { outcome: 'unchanged', contact, card: plan.card };
    const written = await home.store.write(plan.writes);
    if (written.ok) return { outcome: item === undefined ? 'created' : 'changed', contact, card: plan.card };
    const taken = takenAddress(plan, written);
    // Whoever came without an id may find by now that the address has its contact; with an id it is another's.
    if (taken !== undefined && (normal.id !== undefined || found !== undefined)) {
      return { outcome: 'refused', problems: [taken] };
    }
  }
  throw new Error(`A contact of tenant ${tenant} changed ${ATTEMPTS} times while it was being changed.`);
}

/** The contact whom an identity names, if there is one. */
export async function findContact(
  store: Store,
  tenant: TenantId,
  { id, email, phone }: Identity,
): Promise<ContactId | undefined> {
  if (id !== undefined) return (await store.get(cardKey(tenant, id))) === undefined ? undefined : id;
  if (email !== undefined) return findByEmail(store, tenant, email);
  return phone === undefined ? undefined : (await findByPhone(store, tenant, phone))[0];
}

/** The id that a new contact of this address gets: the same for everyone who asks. */
function derivedId(tenant: TenantId, address: string): ContactId | undefined {
  const id = `c${createHash('sha256').update(`${tenant}|${address.toLowerCase()}`).digest('hex').slice(0, 16)}`;
  return isContactId(id) ? id : undefined;
}

/** The derived id, unless its contact has moved on to another address; then a random one. */
function newId(
  ids: Ids,
  tenant: TenantId,
  { email, phone }: Identity,
  avoid: ContactId | undefined,
): ContactId {
  const derived = derivedId(tenant, email ?? phone ?? '');
  if (derived !== undefined && derived !== avoid) return derived;
  const random = `c${ids.random()}`;
  if (isContactId(random)) return random;
  throw new Error('The ids port gave something that is no contact id.');
}

/** A card that stands under the derived id without being found by the alias: its contact has another address now. */
function isAnothers(item: Item | undefined, { email, phone }: Identity): boolean {
  if (item === undefined) return false;
  const { card } = cardBody(item.body);
  return email === undefined ? card.phone !== phone : card.email?.toLowerCase() !== email.toLowerCase();
}

function normalise(identity: Identity): Identity | { readonly problems: readonly ChangeProblem[] } {
  const { email, phone, country } = identity;
  if (identity.id === undefined && email === undefined && phone === undefined) {
    return { problems: [problem('id', 'a contact is named by its id, e-mail address or phone number')] };
  }
  const address = email === undefined ? undefined : checkEmail(email.trim());
  const number = phone === undefined ? undefined : checkPhone(phone.trim(), country);
  const problems = [
    ...(address?.ok === false ? [problem('email', `\`${email}\` ${address.why}`)] : []),
    ...(number?.ok === false ? [problem('phone', `\`${phone}\` ${number.why}`)] : []),
  ];
  if (problems.length > 0) return { problems };
  return {
    ...identity,
    ...(address?.ok === true ? { email: address.value } : {}),
    ...(number?.ok === true ? { phone: number.value } : {}),
  };
}

/** The case of a known address stays as it is: writing it differently is no news of the contact. */
function identityChanges({ email, phone }: Identity, before: Card | undefined): readonly ContactChange[] {
  const news = email !== undefined && email.toLowerCase() !== before?.email?.toLowerCase();
  return [
    ...(news ? [{ do: 'set', detail: 'email', value: email } as const] : []),
    ...(phone === undefined ? [] : [{ do: 'set', detail: 'phone', value: phone } as const]),
  ];
}

function problem(field: string, detail: string): ChangeProblem {
  return { code: 'value-invalid', index: 0, field, detail };
}
