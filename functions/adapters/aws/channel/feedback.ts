/**
 * What SES and End User Messaging put on the account's default bus, as feedback about one message. Its name came along as a tag
 * (mail) or in the context (SMS). Opens and clicks are not asked for: our own links tell them.
 */
import { isJsonObject, type Json, type JsonObject } from '../../../../workflow-compiler/language/json.ts';
import type { Feedback, Told } from '../../../domain/message/feedback.ts';
import { MESSAGE_TAG, readTag } from './tag.ts';

export const SES_SOURCE = 'aws.ses';
export const SMS_SOURCE = 'aws.sms-voice';

/** `other`: an event of something else, or without our tag. `undefined`: no event at all. */
export function feedbackOf(event: Json): Feedback | 'other' | undefined {
  if (!isJsonObject(event)) return undefined;
  const { source, detail } = event;
  if (typeof source !== 'string' || !isJsonObject(detail)) return undefined;
  if (source === SES_SOURCE) return mail(detail);
  return source === SMS_SOURCE ? sms(detail) : 'other';
}

function mail(detail: JsonObject): Feedback | 'other' {
  const about = object(detail.mail);
  const tags = object(about.tags)[MESSAGE_TAG];
  const tagged = readTag(Array.isArray(tags) ? tags[0] : undefined);
  const told = mailTold(detail);
  if (tagged === undefined || told === undefined) return 'other';
  return { ...tagged, ...told, providerId: text(about.messageId) };
}

/** Permanent, Transient or Undetermined; only the first says that the address is dead. */
function mailTold(detail: JsonObject): Told | undefined {
  switch (detail.eventType) {
    case 'Send':
      return { what: 'accepted' };
    case 'DeliveryDelay':
      return { what: 'delayed' };
    case 'Delivery':
      return { what: 'delivered' };
    case 'Bounce': {
      const bounce = object(detail.bounce);
      const bounced = list(bounce.bouncedRecipients);
      const codes = bounced.flatMap(({ diagnosticCode }) => diagnosticCode ?? []);
      const words = [bounce.bounceType, bounce.bounceSubType].map(text).join(', ');
      return {
        what: 'bounced',
        type: bounce.bounceType === 'Permanent' ? 'permanent' : 'transient',
        reason: codes[0] === undefined ? words : `${words}: ${text(codes[0])}`,
        recipients: addresses(bounced),
      };
    }
    case 'Complaint':
      return {
        what: 'complained',
        recipients: addresses(list(object(detail.complaint).complainedRecipients)),
      };
    case 'Reject':
      return { what: 'refused', reason: text(object(detail.reject).reason) };
    case 'Rendering Failure':
      return { what: 'refused', reason: text(object(detail.failure).errorMessage) };
    default:
      return undefined;
  }
}

function sms(detail: JsonObject): Feedback | 'other' {
  const tagged = readTag(object(detail.context)[MESSAGE_TAG]);
  const told = smsTold(detail);
  if (tagged === undefined || told === undefined) return 'other';
  return { ...tagged, ...told, providerId: text(detail.messageId) };
}

/** Statuses that are not final say that it is on its way. */
function smsTold({ eventType, isFinal, messageStatusDescription }: JsonObject): Told | undefined {
  if (typeof eventType !== 'string' || !eventType.startsWith('TEXT_')) return undefined;
  const reason = text(messageStatusDescription) || eventType;
  switch (eventType) {
    case 'TEXT_DELIVERED':
    // What carriers without receipts say last.
    case 'TEXT_SUCCESSFUL':
      return isFinal === true ? { what: 'delivered' } : { what: 'accepted' };
    case 'TEXT_INVALID':
      return { what: 'bounced', type: 'permanent', reason };
    case 'TEXT_QUEUED':
    case 'TEXT_SENT':
    case 'TEXT_PENDING':
    case 'TEXT_UNKNOWN':
      return { what: 'accepted' };
    default:
      return { what: 'bounced', type: 'transient', reason };
  }
}

const object = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const list = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter((each) => isJsonObject(each)) : [];

/** SES writes `Ann <ann@example.org>` where the mail did. */
const addresses = (recipients: readonly JsonObject[]): readonly string[] =>
  recipients.map(({ emailAddress }) => text(emailAddress).replace(/^.*<(.*)>$/, '$1'));
