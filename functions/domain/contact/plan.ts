/**
 * Plans the change of a contact as writes, without writing: so that a task can put them into one write with its run, and so that
 * everything else is the same plan followed by one write. One item unless an address or a device changes; then its aliases go along.
 */
import { hash } from 'node:crypto';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Item, Key, Write } from '../../ports/store.ts';
import type { ContactId, TenantId } from '../ids.ts';
import { cardKey, contactListKey, deviceKey, emailKey, phoneKey } from '../keys.ts';
import { applyChanges } from './apply.ts';
import { type AliasBody, type CardBody, cardBody } from './body.ts';
import type { Cause } from './cause.ts';
import { type ChangeProblem, type ContactChange, newCard } from './change.ts';

export type PlanInput = {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  /** The card's item as it was read; `undefined` plans a new contact. */
  readonly item: Item | undefined;
  readonly changes: readonly ContactChange[];
  /** Epoch milliseconds. */
  readonly at: number;
  readonly cause: Cause;
  /** A name of this change: one that the card remembers is not made again. */
  readonly turn?: string;
};

/** Turns that a card remembers: more than runs change one contact while the call of one of them is repeated, and few bytes. */
const REMEMBERED = 24;
const NAME_CHARACTERS = 8;

/** `writes` is empty when nothing changes. The first write is the card's, conditional on the revision that was read. */
export type Plan =
  | { readonly ok: true; readonly changed: boolean; readonly card: Card; readonly writes: readonly Write[] }
  | { readonly ok: false; readonly problems: readonly ChangeProblem[] };

/**
 * All or nothing: one problem refuses the whole plan.
 *
 * @example const plan = planChange({ tenant, contact, item: await store.get(cardKey(tenant, contact)), changes, at, cause });
 */
export function planChange({ tenant, contact, item, changes, at, cause, turn }: PlanInput): Plan {
  const { card: before, turns = [] }: Partial<CardBody> = item === undefined ? {} : cardBody(item.body);
  const name = turn === undefined ? undefined : hash('sha256', turn, 'base64url').slice(0, NAME_CHARACTERS);
  if (before !== undefined && name !== undefined && turns.includes(name))
    return { ok: true, changed: false, card: before, writes: [] };
  const start = before ?? newCard(contact, new Date(at).toISOString());
  const { card, problems } = applyChanges(start, changes, at);
  if (problems.length > 0) return { ok: false, problems };
  if (card === before) return { ok: true, changed: false, card, writes: [] };
  const put: Write = {
    do: 'put',
    key: cardKey(tenant, contact),
    body: { card, cause, ...remembered(turns, name) } satisfies CardBody,
    index: { list: contactListKey(tenant, contact, card.createdAt) },
    when: item === undefined ? 'absent' : { rev: item.rev },
  };
  return { ok: true, changed: true, card, writes: [put, ...aliasWrites(tenant, contact, before, card)] };
}

function remembered(turns: readonly string[], turn: string | undefined): Pick<CardBody, 'turns'> {
  const all = turn === undefined ? turns : [...turns, turn].slice(-REMEMBERED);
  return all.length === 0 ? {} : { turns: all };
}

/** Deletes of all aliases, for erasure. */
export function aliasDeletes(tenant: TenantId, contact: ContactId, card: Card): readonly Write[] {
  return aliasKeys(tenant, contact, card).map((key) => ({ do: 'delete', key }));
}

function aliasWrites(tenant: TenantId, contact: ContactId, before: Card | undefined, after: Card): Write[] {
  const same = before?.email === after.email && before?.phone === after.phone;
  if (same && before?.devices === after.devices) return [];
  const old = before === undefined ? [] : aliasKeys(tenant, contact, before);
  const now = aliasKeys(tenant, contact, after);
  const body: AliasBody = { contact };
  return [
    ...now
      .filter((key) => !old.some((other) => other.pk === key.pk))
      .map((key): Write => ({ do: 'put', key, body, when: 'absent' })),
    ...old
      .filter((key) => !now.some((other) => other.pk === key.pk))
      .map((key): Write => ({ do: 'delete', key })),
  ];
}

function aliasKeys(
  tenant: TenantId,
  contact: ContactId,
  { email, phone, devices = [] }: Card,
): readonly Key[] {
  return [
    ...(email === undefined ? [] : [emailKey(tenant, email.toLowerCase())]),
    ...(phone === undefined ? [] : [phoneKey(tenant, phone, contact)]),
    ...devices.map(({ token }) => deviceKey(tenant, token)),
  ];
}
