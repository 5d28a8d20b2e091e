/** Events of SES and End User Messaging, as their documentation shows them, become feedback about one of our messages. */
import { describe, expect, test } from 'vitest';
import { feedbackOf } from '../../functions/adapters/aws/channel/feedback.ts';
import { MESSAGE_TAG, readTag, tagOf } from '../../functions/adapters/aws/channel/tag.ts';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';

const key = { tenant: 'acme', run: 'c.1.0123456789ab', turn: 2 };
const mail = {
  timestamp: '2026-11-22T06:00:00.000Z',
  messageId: '0100-id',
  source: 'hello@example.com',
  destination: ['ann@example.org'],
  tags: { 'ses:configuration-set': ['sojourn'], [MESSAGE_TAG]: [tagOf(key)] },
};
const ses = (eventType: string, more: JsonObject = {}) => ({
  version: '0',
  'detail-type': 'Email Event',
  source: 'aws.ses',
  detail: { eventType, mail, ...more },
});
const sms = (eventType: string, more: JsonObject = {}) => ({
  source: 'aws.sms-voice',
  'detail-type': 'Text Message Delivery Status Updated',
  detail: {
    eventType,
    isFinal: true,
    messageId: 'sms-id',
    messageStatusDescription: 'as the carrier says',
    context: { [MESSAGE_TAG]: tagOf(key) },
    ...more,
  },
});
const bounce = (bounceType: string) => ({
  bounce: {
    bounceType,
    bounceSubType: 'General',
    bouncedRecipients: [
      { emailAddress: 'Ann <ann@example.org>', action: 'failed', diagnosticCode: 'smtp; 550 5.1.1 unknown' },
    ],
  },
});

describe('mail', () => {
  test.each([
    ['Send', {}, { what: 'accepted' }],
    ['Delivery', { delivery: {} }, { what: 'delivered' }],
    ['DeliveryDelay', { deliveryDelay: {} }, { what: 'delayed' }],
    ['Reject', { reject: { reason: 'Bad content' } }, { what: 'refused', reason: 'Bad content' }],
    ['Rendering Failure', { failure: { errorMessage: 'no name' } }, { what: 'refused', reason: 'no name' }],
    [
      'Bounce',
      bounce('Permanent'),
      {
        what: 'bounced',
        type: 'permanent',
        reason: 'Permanent, General: smtp; 550 5.1.1 unknown',
        recipients: ['ann@example.org'],
      },
    ],
    ['Bounce', bounce('Transient'), { what: 'bounced', type: 'transient' }],
    ['Bounce', bounce('Undetermined'), { what: 'bounced', type: 'transient' }],
    [
      'Complaint',
      { complaint: { complainedRecipients: [{ emailAddress: 'ann@example.org' }] } },
      { what: 'complained', recipients: ['ann@example.org'] },
    ],
  ])('%s', (type, more, told) => {
    expect(feedbackOf(ses(type, more))).toMatchObject({ ...key, providerId: '0100-id', ...told });
  });

  test.each([
    ['an open, which our own link tells', ses('Open')],
    ['mail of somebody else', ses('Delivery', { mail: { ...mail, tags: {} } })],
    [
      'a tag that we did not write',
      ses('Delivery', { mail: { ...mail, tags: { [MESSAGE_TAG]: ['nonsense'] } } }),
    ],
    ['another service', { source: 'aws.ec2', detail: {} }],
  ])('%s is dropped', (_, event) => {
    expect(feedbackOf(event)).toBe('other');
  });

  test.each([[null], ['text'], [{}], [{ source: 'aws.ses' }]])('%j is no event', (event) => {
    expect(feedbackOf(event)).toBeUndefined();
  });
});

describe('SMS', () => {
  test.each([
    ['TEXT_DELIVERED', {}, { what: 'delivered' }],
    ['TEXT_SUCCESSFUL', {}, { what: 'delivered' }],
    ['TEXT_SUCCESSFUL', { isFinal: false }, { what: 'accepted' }],
    ['TEXT_QUEUED', { isFinal: false }, { what: 'accepted' }],
    ['TEXT_INVALID', {}, { what: 'bounced', type: 'permanent', reason: 'as the carrier says' }],
    ['TEXT_CARRIER_BLOCKED', {}, { what: 'bounced', type: 'transient' }],
  ])('%s', (type, more, told) => {
    expect(feedbackOf(sms(type, more))).toMatchObject({ ...key, providerId: 'sms-id', ...told });
  });

  test('a message of somebody else is dropped', () => {
    expect(feedbackOf(sms('TEXT_DELIVERED', { context: {} }))).toBe('other');
  });
});

test('a tag is read as it was written, and nothing else is', () => {
  expect(readTag(tagOf(key))).toEqual(key);
  for (const text of ['', 'e30', Buffer.from('["a"]').toString('base64url')])
    expect(readTag(text)).toBeUndefined();
});
