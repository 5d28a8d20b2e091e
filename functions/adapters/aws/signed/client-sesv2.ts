/** In the place of `@aws-sdk/client-sesv2`: sending a mail, lifting a suppression. */
import { type Client, clientOf } from './client.ts';
import { deleteCommand, restCommand } from './command.ts';
import type { Options } from './surroundings.ts';

const SERVICE = { host: 'email', signing: 'ses', variable: 'SESV2' };

export const SendEmailCommand = restCommand(() => '/v2/email/outbound-emails');

type Suppressed = { readonly EmailAddress: string; readonly TenantName?: string };

export const DeleteSuppressedDestinationCommand = deleteCommand<Suppressed>(
  ({ EmailAddress, TenantName }) =>
    `/v2/email/suppression/addresses/${encodeURIComponent(EmailAddress)}${TenantName === undefined ? '' : `?TenantName=${encodeURIComponent(TenantName)}`}`,
);

export function SESv2Client(options: Options): Client {
  return clientOf(SERVICE, options);
}
