/** What becomes of a message when the provider takes it, refuses it, or says nothing. */
import { afterEach, describe, expect, test } from 'vitest';
import { sesEmail } from '../../functions/adapters/aws/channel/email.ts';
import { pinpointSms } from '../../functions/adapters/aws/channel/sms.ts';
import { pinpoint, ses } from '../../functions/adapters/aws/clients.ts';
import type { EmailMessage } from '../../functions/ports/channel.ts';
import { type Answer, type Service, scripted } from './service.ts';

const key = { tenant: 'acme', contact: 'c.1', run: 'c.1.0123456789ab', turn: 2 };
const mail: EmailMessage = {
  channel: 'email',
  from: { name: 'Zoë', email: 'shop@example.com' },
  to: { name: 'Ann "A" Lee', email: 'ann@example.org' },
  cc: [{ email: 'bob@example.org' }],
  replyTo: 'help@example.com',
  subject: 'Grüße',
  text: 'Hello',
  headers: {
    'List-Unsubscribe': '<https://example.com/t/u/1>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
};

let service: Service | undefined;
afterEach(() => service?.close());
const answering = async (answer: Answer): Promise<Service> => {
  service = await scripted(() => answer);
  return service;
};

describe('e-mail', () => {
  test('asks SES for the whole message, with our headers and our key as a tag', async () => {
    const { options, asked } = await answering({ body: { MessageId: 'id-1' } });
    const settings = { configurationSet: 'sojourn', sesTenants: true };
    expect(await sesEmail(ses(options), settings).deliver(key, mail)).toEqual({
      outcome: 'sent',
      providerId: 'id-1',
    });
    const [{ body } = { body: {} }] = asked;
    expect(body).toMatchObject({
      FromEmailAddress: '=?UTF-8?B?Wm/Dqw==?= <shop@example.com>',
      Destination: { ToAddresses: ['"Ann \\"A\\" Lee" <ann@example.org>'], CcAddresses: ['bob@example.org'] },
      ReplyToAddresses: ['help@example.com'],
      ConfigurationSetName: 'sojourn',
      TenantName: 'acme',
      Content: {
        Simple: {
          Subject: { Data: 'Grüße', Charset: 'UTF-8' },
          Headers: [
            { Name: 'List-Unsubscribe', Value: '<https://example.com/t/u/1>' },
            { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
          ],
        },
      },
      EmailTags: [{ Name: 'sojourn-message', Value: expect.stringMatching(/^[A-Za-z0-9_-]{1,256}$/) }],
    });
  });

  test.each<[string, Answer, string]>([
    ['a message that SES will never take', { error: 'MessageRejected' }, 'rejected'],
    ['a malformed address', { error: 'BadRequestException' }, 'rejected'],
    ['too many requests', { status: 429, error: 'TooManyRequestsException' }, 'throttled'],
    ['a paused account', { error: 'SendingPausedException' }, 'throttled'],
    ['missing permissions', { status: 403, error: 'AccessDeniedException' }, 'throttled'],
    ['an error on their side', { status: 500, error: 'InternalServiceErrorException' }, 'ambiguous'],
    ['a connection that breaks after the request', 'drop', 'ambiguous'],
    ['an answer without an id', { body: {} }, 'ambiguous'],
  ])('%s: told once', async (_, answer, outcome) => {
    const { options, asked } = await answering(answer);
    expect(await sesEmail(ses(options)).deliver(key, mail)).toMatchObject({ outcome });
    expect(asked).toHaveLength(1);
  });

  test('nobody listens: nothing was sent', async () => {
    const { options, close } = await answering({});
    await close();
    expect(await sesEmail(ses(options)).deliver(key, mail)).toMatchObject({ outcome: 'throttled' });
  });
});

describe('SMS', () => {
  const sms = { channel: 'sms' as const, to: '+491701234567', text: 'Hi', sender: 'SHOP' };
  const result = (DeliveryStatus: string) => ({
    body: {
      ApplicationId: 'app',
      Result: { [sms.to]: { DeliveryStatus, MessageId: 'id-1', StatusCode: 200 } },
    },
  });

  test('asks Pinpoint for one promotional message under the sender', async () => {
    const { options, asked } = await answering(result('SUCCESSFUL'));
    expect(await pinpointSms(pinpoint(options), 'app').deliver(key, sms)).toEqual({
      outcome: 'sent',
      providerId: 'id-1',
    });
    expect(asked).toMatchObject([
      {
        path: '/v1/apps/app/messages',
        body: {
          Addresses: { [sms.to]: { ChannelType: 'SMS' } },
          MessageConfiguration: { SMSMessage: { Body: 'Hi', MessageType: 'PROMOTIONAL', SenderId: 'SHOP' } },
        },
      },
    ]);
  });

  test.each([
    ['OPT_OUT', 'rejected'],
    ['PERMANENT_FAILURE', 'rejected'],
    ['THROTTLED', 'throttled'],
    ['TEMPORARY_FAILURE', 'throttled'],
    ['UNKNOWN_FAILURE', 'ambiguous'],
  ])('%s is %s', async (status, outcome) => {
    const { options } = await answering(result(status));
    expect(await pinpointSms(pinpoint(options), 'app').deliver(key, sms)).toMatchObject({ outcome });
  });

  test('a number that the answer does not name is ambiguous', async () => {
    const { options } = await answering({ body: { ApplicationId: 'app', Result: {} } });
    expect(await pinpointSms(pinpoint(options), 'app').deliver(key, sms)).toMatchObject({
      outcome: 'ambiguous',
    });
  });
});
