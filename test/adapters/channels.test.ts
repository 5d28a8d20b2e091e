/** What becomes of a message when the provider takes it, refuses it, or says nothing. */
import { afterEach, describe, expect, test } from 'vitest';
import { applicationsBy } from '../../functions/adapters/aws/channel/applications.ts';
import { sesEmail } from '../../functions/adapters/aws/channel/email.ts';
import { pinpointPush } from '../../functions/adapters/aws/channel/push.ts';
import { pinpointSms } from '../../functions/adapters/aws/channel/sms.ts';
import { tagOf } from '../../functions/adapters/aws/channel/tag.ts';
import { endUserSms } from '../../functions/adapters/aws/channel/text.ts';
import { pinpoint, ses, smsVoice } from '../../functions/adapters/aws/clients.ts';
import type { EmailMessage, Message, PushMessage, SmsMessage } from '../../functions/ports/channel.ts';
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

describe('SMS by End User Messaging', () => {
  const sms = { channel: 'sms' as const, to: '+491701234567', text: 'Hi' };
  const deliver = async (answer: Answer, message: SmsMessage = sms) => {
    const { options, asked } = await answering(answer);
    return { delivered: await endUserSms(smsVoice(options), 'pool-1').deliver(key, message), asked };
  };

  test('asks for one message by the pool, with our key in its context', async () => {
    const { delivered, asked } = await deliver({ body: { MessageId: 'id-1' } });
    expect(delivered).toEqual({ outcome: 'sent', providerId: 'id-1' });
    expect(asked).toMatchObject([
      {
        target: 'SendTextMessage',
        body: {
          DestinationPhoneNumber: sms.to,
          OriginationIdentity: 'pool-1',
          MessageBody: 'Hi',
          MessageType: 'PROMOTIONAL',
          Context: { 'sojourn-message': tagOf(key) },
        },
      },
    ]);
  });

  test('a step’s own sender goes before the pool', async () => {
    const { asked } = await deliver({ body: { MessageId: 'id-1' } }, { ...sms, sender: 'SHOP' });
    expect(asked).toMatchObject([{ body: { OriginationIdentity: 'SHOP' } }]);
  });

  test.each<[string, Answer, string]>([
    ['a number that is none', { error: 'ValidationException' }, 'rejected'],
    [
      'a recipient who opted out',
      { error: 'ConflictException', body: { Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' } },
      'rejected',
    ],
    [
      'a pool that is being changed',
      { error: 'ConflictException', body: { Reason: 'RESOURCE_MODIFIED' } },
      'throttled',
    ],
    ['one message a second', { status: 429, error: 'ThrottlingException' }, 'throttled'],
    ['the spend limit', { status: 402, error: 'ServiceQuotaExceededException' }, 'throttled'],
    ['missing permissions', { status: 403, error: 'AccessDeniedException' }, 'throttled'],
    ['an error on their side', { status: 500, error: 'InternalServerException' }, 'ambiguous'],
    ['a connection that breaks after the request', 'drop', 'ambiguous'],
    ['an answer without an id', { body: {} }, 'ambiguous'],
  ])('%s: told once', async (_, answer, outcome) => {
    const { delivered, asked } = await deliver(answer);
    expect(delivered).toMatchObject({ outcome });
    expect(asked).toHaveLength(1);
  });
});

describe('push', () => {
  const APPLE = 'ab'.repeat(32);
  const push: PushMessage = {
    channel: 'push',
    devices: [
      { platform: 'fcm', token: 'android-token' },
      { platform: 'apns', token: APPLE },
    ],
    title: 'Hello',
    body: 'New shoes',
    link: 'https://example.com/shoes',
    data: { order: '7' },
  };
  type Answered = readonly [status: string, code?: number, words?: string];
  const results = (answers: { readonly [token: string]: Answered }) => ({
    body: {
      ApplicationId: 'app',
      Result: Object.fromEntries(
        Object.entries(answers).map(([token, [DeliveryStatus, StatusCode = 200, StatusMessage = '']]) => [
          token,
          { DeliveryStatus, StatusCode, StatusMessage, MessageId: `id-of-${token.slice(0, 4)}` },
        ]),
      ),
    },
  });
  const deliver = async (answer: Answer, message: Message = push) => {
    const { options, asked } = await answering(answer);
    return { delivered: await pinpointPush(pinpoint(options), () => 'app').deliver(key, message), asked };
  };

  test('all devices of a contact in one call, with what each service needs', async () => {
    const { delivered, asked } = await deliver(
      results({ 'android-token': ['SUCCESSFUL'], [APPLE]: ['SUCCESSFUL'] }),
    );
    expect(delivered).toMatchObject({
      outcome: 'sent',
      providerId: 'id-of-andr',
      devices: [
        { token: 'android-token', outcome: 'sent' },
        { token: APPLE, outcome: 'sent' },
      ],
    });
    const content = {
      Title: 'Hello',
      Body: 'New shoes',
      Action: 'URL',
      Url: 'https://example.com/shoes',
      Data: { order: '7' },
    };
    expect(asked).toMatchObject([
      {
        path: '/v1/apps/app/messages',
        body: {
          Addresses: { 'android-token': { ChannelType: 'GCM' }, [APPLE]: { ChannelType: 'APNS' } },
          MessageConfiguration: { GCMMessage: content, APNSMessage: content },
          TraceId: tagOf(key),
        },
      },
    ]);
  });

  test.each([
    ['apns-sandbox', 'APNS_SANDBOX', 'APNSMessage'],
    ['adm', 'ADM', 'ADMMessage'],
    ['baidu', 'BAIDU', 'BaiduMessage'],
  ] as const)('%s goes by %s', async (platform, type, field) => {
    const { asked } = await deliver(results({ token: ['SUCCESSFUL'] }), {
      ...push,
      devices: [{ platform, token: 'token' }],
      link: 'shop://shoes',
    });
    expect(asked).toMatchObject([
      {
        body: {
          Addresses: { token: { ChannelType: type } },
          MessageConfiguration: { [field]: { Action: 'DEEP_LINK', Url: 'shop://shoes' } },
        },
      },
    ]);
  });

  test.each<[string, Answered, string]>([
    ['a withdrawn token', ['PERMANENT_FAILURE', 410, 'Unregistered'], 'gone'],
    [
      'a token that the service names unregistered',
      ['PERMANENT_FAILURE', 400, '{"errorCode":"UNREGISTERED"}'],
      'gone',
    ],
    [
      'credentials of the application that are wrong',
      ['PERMANENT_FAILURE', 400, 'Bad certificate'],
      'rejected',
    ],
    ['too many at once', ['THROTTLED', 429], 'throttled'],
    ['a service that is down', ['TEMPORARY_FAILURE', 503], 'throttled'],
    ['a failure that nobody knows', ['UNKNOWN_FAILURE', 500], 'ambiguous'],
  ])('%s', async (_, answer, outcome) => {
    const { delivered } = await deliver(results({ 'android-token': answer }), {
      ...push,
      devices: push.devices.slice(0, 1),
    });
    expect(delivered).toMatchObject({ devices: [{ token: 'android-token', outcome }] });
    expect(delivered.outcome).toBe(outcome === 'gone' ? 'rejected' : outcome);
  });

  test.each<[string, Answered, Answered, string]>([
    ['one has it, one is gone', ['SUCCESSFUL'], ['PERMANENT_FAILURE', 410], 'sent'],
    ['one has it, one may have it', ['SUCCESSFUL'], ['UNKNOWN_FAILURE', 500], 'sent'],
    ['one may have it, one is not served now', ['UNKNOWN_FAILURE', 500], ['THROTTLED', 429], 'ambiguous'],
    ['one is gone, one is not served now', ['PERMANENT_FAILURE', 410], ['THROTTLED', 429], 'throttled'],
    ['one is gone, one refuses', ['PERMANENT_FAILURE', 410], ['PERMANENT_FAILURE', 400], 'rejected'],
  ])('of two devices, %s', async (_, first, second, outcome) => {
    const { delivered } = await deliver(results({ 'android-token': first, [APPLE]: second }));
    expect(delivered.outcome).toBe(outcome);
  });

  test('a device without an answer may have got it', async () => {
    const { delivered } = await deliver(results({}));
    expect(delivered).toMatchObject({ outcome: 'ambiguous' });
  });

  test.each<[string, Answer, string]>([
    ['a request that is none', { status: 400, error: 'BadRequestException' }, 'rejected'],
    ['missing permissions', { status: 403, error: 'ForbiddenException' }, 'throttled'],
    ['a connection that breaks after the request', 'drop', 'ambiguous'],
  ])('%s: told once', async (_, answer, outcome) => {
    const { delivered, asked } = await deliver(answer);
    expect(delivered).toMatchObject({ outcome });
    expect(asked).toHaveLength(1);
  });

  const [own, shared] = ['0'.repeat(32), '1'.repeat(32)];
  test.each<[string, string, readonly string[]]>([
    ['its own', `${key.tenant}:${own},${shared}`, [own]],
    ['the one for all', `other:${own},${shared}`, [shared]],
    ['none, where only others are named', `other:${own}`, []],
  ])('a tenant sends by the application that is %s', async (_, list, ids) => {
    const { options, asked } = await answering(results({ 'android-token': ['SUCCESSFUL'] }));
    const port = pinpointPush(pinpoint(options), applicationsBy(list));
    const { outcome } = await port.deliver(key, { ...push, devices: push.devices.slice(0, 1) });
    expect(outcome).toBe(ids.length === 0 ? 'rejected' : 'sent');
    expect(asked.map(({ path }) => path)).toEqual(ids.map((id) => `/v1/apps/${id}/messages`));
  });

  test('sends no mail', async () => {
    const { delivered, asked } = await deliver(results({}), mail);
    expect(delivered).toMatchObject({ outcome: 'rejected' });
    expect(asked).toEqual([]);
  });
});
