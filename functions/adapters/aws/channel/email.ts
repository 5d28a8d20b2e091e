/** E-mail by SES v2. The key travels as a tag, so that the provider's events find their message. */
import { type SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { ChannelPort, Delivery, EmailMessage, MessageKey } from '../../../ports/channel.ts';
import { judge } from './outcome.ts';
import { MESSAGE_TAG, tagOf } from './tag.ts';

export type EmailSettings = {
  /** Publishes bounces, complaints, deliveries. */
  readonly configurationSet?: string;
  /** Our tenants are tenants of SES of the same name too: reputation and pauses are each tenant's own. */
  readonly sesTenants?: boolean;
};

const REJECTS = new Set(['MessageRejected', 'BadRequestException']);

export function sesEmail(client: SESv2Client, settings: EmailSettings = {}): ChannelPort {
  return {
    commitsWithClaim: false,
    deliver: async (key, message) => {
      if (message.channel !== 'email') return { outcome: 'rejected', reason: 'SES delivers e-mail only' };
      return deliver(client, toRequest(settings, key, message));
    },
  };
}

async function deliver(client: SESv2Client, request: SendEmailCommandInput): Promise<Delivery> {
  try {
    const { MessageId } = await client.send(new SendEmailCommand(request));
    return MessageId === undefined
      ? { outcome: 'ambiguous', reason: 'SES answered without an id' }
      : { outcome: 'sent', providerId: MessageId };
  } catch (error) {
    return judge(error, REJECTS);
  }
}

function toRequest(settings: EmailSettings, key: MessageKey, message: EmailMessage): SendEmailCommandInput {
  const { from, to, cc = [], replyTo, subject, html, text, headers } = message;
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return {
    FromEmailAddress: address(from),
    Destination: { ToAddresses: [address(to)], ...(cc.length === 0 ? {} : { CcAddresses: cc.map(address) }) },
    ...(replyTo === undefined ? {} : { ReplyToAddresses: [replyTo] }),
    Content: {
      Simple: {
        Subject: utf8(subject),
        Body: { Text: utf8(text), ...(html === undefined ? {} : { Html: utf8(html) }) },
        Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
      },
    },
    EmailTags: [{ Name: MESSAGE_TAG, Value: tagOf(key) }],
    ...(settings.configurationSet === undefined ? {} : { ConfigurationSetName: settings.configurationSet }),
    ...(settings.sesTenants === true ? { TenantName: key.tenant } : {}),
  };
}

/** SES wants names beyond ASCII encoded (RFC 2047), in words of at most 75 characters. */
function address({ name, email }: EmailMessage['to']): string {
  if (name === undefined || name === '') return email;
  if (/^[\x20-\x7e]*$/.test(name)) return `"${name.replace(/["\\]/g, '\\$&')}" <${email}>`;
  return `${encodedWords(name)} <${email}>`;
}

const WORD_BYTES = 42;

function encodedWords(text: string): string {
  const words = [''];
  for (const character of text) {
    const last = words.at(-1) ?? '';
    if (Buffer.byteLength(last + character) > WORD_BYTES) words.push(character);
    else words[words.length - 1] = last + character;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}
