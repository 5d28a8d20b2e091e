/** Branded identifiers: a function that touches tenant data takes a `TenantId` first, and only what was checked becomes one. */

declare const brand: unique symbol;

export type TenantId = string & { readonly [brand]: 'tenant' };
export type ContactId = string & { readonly [brand]: 'contact' };

/** In words, for messages to people. */
export const TENANT_ID_RULE =
  'lower-case letters, digits and hyphens, at most 40, beginning with a letter or digit, and not `key`, `counted`, `removal` or `unknown`';
export const CONTACT_ID_RULE =
  'letters, digits, `.`, `_` and `-`, at most 64, beginning with a letter or digit';

const TENANT = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** At most 64, so that a run's id (contact, dot, 12 hex digits) is a legal execution name. */
const CONTACT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Partitions of the table that are no tenant's begin with these. */
const NO_TENANT: ReadonlySet<string> = new Set(['key', 'counted', 'removal', 'unknown']);

export function isTenantId(text: string): text is TenantId {
  return TENANT.test(text) && !NO_TENANT.has(text);
}

export function isContactId(text: string): text is ContactId {
  return CONTACT.test(text);
}
