/**
 * Settles a held message by what a person found out: it arrived, or it did not. Nothing is sent. A run that still waits for the
 * answer goes on by it, in express at once, in standard when its 15 minutes are over; one that went on already is only told right in
 * the reports.
 */
import type { Deps } from '../../deps.ts';
import type { TenantId } from '../ids.ts';
import { contactOfRun } from '../run/keys.ts';
import { messageIndex, messageKey, parseMessageId } from './keys.ts';
import { release } from './release.ts';
import { asMessage, type MessageRow } from './row.ts';

export type Settling =
  | { readonly outcome: 'settled'; readonly message: MessageRow }
  | { readonly outcome: 'not-held'; readonly message: MessageRow }
  | { readonly outcome: 'absent' };

/** @example await settleHeld(deps, tenant, 'ada.0123456789ab.0', 'sent') */
export async function settleHeld(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  tenant: TenantId,
  id: string,
  as: 'sent' | 'rejected',
): Promise<Settling> {
  const { run, turn } = parseMessageId(id) ?? {};
  const contact = run === undefined ? undefined : contactOfRun(run);
  if (run === undefined || turn === undefined || contact === undefined) return { outcome: 'absent' };
  for (;;) {
    const item = await store.get(messageKey(tenant, contact, run, turn));
    if (item === undefined) return { outcome: 'absent' };
    const found = asMessage(item);
    if (found.state !== 'held') return { outcome: 'not-held', message: found };
    const { reason, ...rest } = found;
    const message: MessageRow =
      as === 'sent'
        ? { ...rest, state: 'sent' }
        : { ...rest, state: 'rejected', reason: `settled by a person; ${reason}` };
    const written = await store.write([
      {
        do: 'put',
        key: { pk: item.pk, sk: item.sk },
        body: message,
        index: messageIndex(store, tenant, message),
        when: { rev: item.rev },
      },
    ]);
    if (!written.ok) continue;
    await release({ store, clock }, { tenant, contact }, run, turn);
    return { outcome: 'settled', message };
  }
}
