/**
 * Registers a device: from now on it is this contact's and nobody else's. Whoever had it before signed out of the app, or sold the
 * telephone, so both cards and the alias between them are one write.
 */
import type { Platform } from '../../../workflow-compiler/predicate/facts.ts';
import type { Write } from '../../ports/store.ts';
import { type ContactId, isContactId, type TenantId } from '../ids.ts';
import { cardKey, deviceKey } from '../keys.ts';
import { aliasBody } from './body.ts';
import type { Cause } from './cause.ts';
import type { Changed, Home } from './change-contact.ts';
import { tokenOf } from './device-change.ts';
import { planChange } from './plan.ts';

const ATTEMPTS = 50;

/**
 * `unchanged` when the card says so already. `refused` when it cannot be a token of the platform.
 *
 * @example await registerDevice(deps, tenant, contact, { platform: 'fcm', token }, FROM_API)
 */
export async function registerDevice(
  { store, clock }: Home,
  tenant: TenantId,
  contact: ContactId,
  device: { readonly platform: Platform; readonly token: string },
  cause: Cause,
): Promise<Changed> {
  const alias = deviceKey(tenant, tokenOf(device.platform, device.token) ?? '');
  const at = clock.now();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const [item, found] = await store.getMany([cardKey(tenant, contact), alias]);
    if (item === undefined) return { outcome: 'absent' };
    const change = { do: 'add-device', ...device } as const;
    const plan = planChange({ tenant, contact, item, changes: [change], at, cause });
    if (!plan.ok) return { outcome: 'refused', problems: plan.problems };
    if (!plan.changed) return { outcome: 'unchanged', card: plan.card };
    const owner = found === undefined ? undefined : aliasBody(found.body).contact;
    const left =
      owner === undefined || owner === contact || !isContactId(owner) ? [] : await leaving(owner, at);
    const writes = [...plan.writes, ...left].map((write) =>
      found !== undefined && write.key.pk === alias.pk && write.do === 'put'
        ? { ...write, when: { rev: found.rev } }
        : write,
    );
    if ((await store.write(writes)).ok) return { outcome: 'changed', card: plan.card };
  }
  throw new Error(`A device of contact ${contact} changed hands ${ATTEMPTS} times while it was registered.`);

  /** The other contact's card without it. The alias itself is written anew by who has it now. */
  async function leaving(other: ContactId, moment: number): Promise<readonly Write[]> {
    const item = await store.get(cardKey(tenant, other));
    if (item === undefined) return [];
    const change = { do: 'remove-device', token: device.token } as const;
    const plan = planChange({ tenant, contact: other, item, changes: [change], at: moment, cause });
    return plan.ok ? plan.writes.filter(({ key }) => key.pk !== alias.pk) : [];
  }
}
