/** E-mail by the emulator's SES: what its mailbox holds. */
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { sesEmail } from '../../functions/adapters/aws/channel/email.ts';
import { ses } from '../../functions/adapters/aws/clients.ts';
import type { EmailMessage } from '../../functions/ports/channel.ts';
import { emulator } from './emulator.ts';

const key = { tenant: 'acme', contact: 'c1', run: 'c1.0123456789ab', turn: 2 };
const message: EmailMessage = {
  channel: 'email',
  from: { name: 'Café "Zoë"', email: 'shop@example.com' },
  to: { name: 'Ann', email: 'ann@example.org' },
  subject: 'Grüße',
  text: 'Hello',
  html: '<p>Hello</p>',
  headers: {
    'List-Unsubscribe': '<https://example.com/t/u/token>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
};

test('a message is taken, with an id, and stands in the mailbox', async () => {
  const client = ses(emulator());
  await client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'example.com' }));
  const delivered = await sesEmail(client).deliver(key, message);
  expect(delivered).toMatchObject({ outcome: 'sent', providerId: expect.stringMatching(/./) });
  const mailbox = await fetch(`${emulator().endpoint}/_ministack/ses/messages`);
  const held: unknown = await mailbox.json();
  const mail = { To: ['"Ann" <ann@example.org>'], Subject: 'Grüße', BodyHtml: '<p>Hello</p>' };
  const all: unknown = expect.arrayContaining([expect.objectContaining(mail)]);
  expect(held).toMatchObject({ messages: { '000000000000': all } });
});
