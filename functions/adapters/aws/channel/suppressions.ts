/**
 * Addresses that SES writes to no more since they bounced or complained: the account's list, and that of the tenant where ours are
 * tenants of SES. A mail to one of them bounces at SES itself, so that lifting ours alone would last until the next mail.
 */
import { DeleteSuppressedDestinationCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { Transient } from '../../../domain/run/errors.ts';
import type { Suppressions } from '../../../ports/suppressions.ts';
import type { EmailSettings } from './email.ts';

export function sesSuppressions(client: SESv2Client, { sesTenants }: EmailSettings = {}): Suppressions {
  const remove = async (EmailAddress: string, scope: { readonly TenantName?: string }): Promise<void> => {
    try {
      await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress, ...scope }));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name !== 'NotFoundException')
        throw new Transient(`SES: ${error.name}: ${error.message}`, { cause: error });
    }
  };
  return {
    lift: async (tenant, address) => {
      if (sesTenants === true) await remove(address, { TenantName: tenant });
      await remove(address, {});
    },
  };
}
