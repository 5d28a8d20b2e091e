/** A tenant and its API keys as stored. Of a key only its SHA-256 is kept: whoever reads the table cannot call the API. */

import type { Caps } from '../../../workflow-compiler/caps.ts';

/** From least to most: `viewer` reads, `editor` writes, `admin` also makes keys, `operator` also makes tenants. */
export const ROLES = ['viewer', 'editor', 'admin', 'operator'] as const;
export type Role = (typeof ROLES)[number];

export type TenantRow = {
  readonly id: string;
  readonly name: string;
  /** IANA zone, for contacts without one of their own. */
  readonly zone: string;
  /** ISO 3166 alpha-2: how telephone numbers without a country code are read. */
  readonly country?: string;
  /** Over how many seconds the ends of waits are spread that many contacts have in common, such as nine o'clock. */
  readonly spreadSeconds?: number;
  /** How many marketing messages a contact may have, by channel. */
  readonly caps?: Caps;
  /** The sender of mail whose step names none. */
  readonly from?: { readonly name?: string; readonly email: string };
  readonly createdAt: string;
};

export type KeyRow = {
  readonly id: string;
  readonly tenant: string;
  readonly role: Role;
  readonly label: string;
  /** SHA-256 of the key, hex. */
  readonly hash: string;
  readonly createdAt: string;
};

/** True when `role` may do what `needed` may. */
export function allows(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
