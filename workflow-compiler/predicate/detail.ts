/** Details of a contact by name: the standard ones by their path on the card, every other name among the custom ones. */
import type { Address, Card, DetailValue } from './facts.ts';

/** Standard details that people and imports may set. `address` is written by its parts. */
export const STANDARD_DETAILS = [
  'email',
  'phone',
  'firstName',
  'lastName',
  'company',
  'language',
  'birthday',
  'zone',
] as const;
export type StandardDetail = (typeof STANDARD_DETAILS)[number];

export const ADDRESS_PARTS = [
  'street',
  'city',
  'postalCode',
  'region',
  'country',
] as const satisfies readonly (keyof Address)[];
export type AddressPart = (typeof ADDRESS_PARTS)[number];

/** Standard details that the product sets itself. */
export const FIXED_DETAILS = ['id', 'createdAt', 'updatedAt'] as const;
export type FixedDetail = (typeof FIXED_DETAILS)[number];

export function isStandardDetail(name: string): name is StandardDetail {
  return STANDARD_DETAILS.some((standard) => standard === name);
}

export function isFixedDetail(name: string): name is FixedDetail {
  return FIXED_DETAILS.some((fixed) => fixed === name);
}

/** The part of the address that `address.city` names, if it names one. */
export function addressPart(name: string): AddressPart | undefined {
  return ADDRESS_PARTS.find((part) => name === `address.${part}`);
}

/**
 * @example detailOf(card, 'address.country') // 'DE'
 */
export function detailOf(card: Card, name: string): DetailValue | undefined {
  if (isStandardDetail(name) || isFixedDetail(name)) return card[name];
  const part = addressPart(name);
  if (part !== undefined) return card.address?.[part];
  return Object.hasOwn(card.details, name) ? card.details[name] : undefined;
}
