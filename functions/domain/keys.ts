/**
 * Where items stand. Every partition key is `tenant|noun|id`, never the tenant alone: a partition takes a thousand writes a
 * second. Everything of one contact shares a partition, so that strong reads there see all of it.
 */
import type { Key } from '../ports/store.ts';
import { type ContactId, isContactId, isTenantId, type TenantId } from './ids.ts';

/** Shards of an index that would else gather a tenant's items in one partition. */
const LIST_SHARDS = 8;

const CARD = 'card';
export const ACTIVITY = 'act#';
export const TOLD = 'told#';

const IN_CONTACT = '|contact|';

export function contactPk(tenant: TenantId, contact: ContactId): string {
  return `${tenant}${IN_CONTACT}${contact}`;
}

export function cardKey(tenant: TenantId, contact: ContactId): Key {
  return { pk: contactPk(tenant, contact), sk: CARD };
}

/** Activity in order of time. `at` is ISO 8601 with milliseconds in UTC, so that text order is time order. */
export function activityKey(tenant: TenantId, contact: ContactId, at: string, id: string): Key {
  return { pk: contactPk(tenant, contact), sk: `${ACTIVITY}${at}#${id}` };
}

/** Remembers the id that a caller gave an event, whatever time its repetition names. */
export function toldKey(tenant: TenantId, contact: ContactId, id: string): Key {
  return { pk: contactPk(tenant, contact), sk: `${TOLD}${id}` };
}

/** Leads from an address to its contact; unique. `email` is lower-case. */
export function emailKey(tenant: TenantId, email: string): Key {
  return { pk: `${tenant}|alias|email:${email}`, sk: 'alias' };
}

/** Leads from a number to its contacts: families share phones. `phone` is E.164. */
export function phonePk(tenant: TenantId, phone: string): string {
  return `${tenant}|alias|phone:${phone}`;
}

export function phoneKey(tenant: TenantId, phone: string, contact: ContactId): Key {
  return { pk: phonePk(tenant, phone), sk: contact };
}

/** Leads from a device's token to its contact; unique. */
export function deviceKey(tenant: TenantId, token: string): Key {
  return { pk: `${tenant}|alias|device:${token}`, sk: 'alias' };
}

/** Partitions of the `list` index that hold a tenant's cards. */
export function contactListPks(tenant: TenantId): readonly string[] {
  return Array.from({ length: LIST_SHARDS }, (_, shard) => `${tenant}|contacts|${shard}`);
}

/** In order of creation. */
export function contactListKey(tenant: TenantId, contact: ContactId, createdAt: string): Key {
  return { pk: `${tenant}|contacts|${shardOf(contact, LIST_SHARDS)}`, sk: `${createdAt}#${contact}` };
}

/** An import's progress; its refused rows stand in its partition. */
export function importKey(tenant: TenantId, id: string): Key {
  return { pk: `${tenant}|import|${id}`, sk: 'progress' };
}

export function refusedKey(tenant: TenantId, id: string, row: number): Key {
  return { pk: `${tenant}|import|${id}`, sk: `refused#${String(row).padStart(10, '0')}` };
}

/** The tenant and contact in whose partition an item stands, or `undefined` for items of other nouns. */
export function contactOfKey({
  pk,
}: Key): { readonly tenant: TenantId; readonly contact: ContactId } | undefined {
  const ends = pk.indexOf('|');
  if (!pk.startsWith(IN_CONTACT, ends)) return undefined;
  const tenant = pk.slice(0, ends);
  const contact = pk.slice(ends + IN_CONTACT.length);
  return isTenantId(tenant) && isContactId(contact) ? { tenant, contact } : undefined;
}

export function isCardKey(key: Key): boolean {
  return key.sk === CARD && contactOfKey(key) !== undefined;
}

export function isActivityKey(key: Key): boolean {
  return key.sk.startsWith(ACTIVITY) && contactOfKey(key) !== undefined;
}

/** FNV-1a: cheap, spread well enough, and the same for ever. */
export function shardOf(text: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % shards;
}
