/** In the place of `@aws-sdk/client-sesv2`: sending a mail. */
import { type Client, clientOf } from './client.ts';
import { restCommand } from './command.ts';
import type { Options } from './surroundings.ts';

const SERVICE = { host: 'email', signing: 'ses', variable: 'SESV2' };

export const SendEmailCommand = restCommand(() => '/v2/email/outbound-emails');

export function SESv2Client(options: Options): Client {
  return clientOf(SERVICE, options);
}
