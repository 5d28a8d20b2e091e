/**
 * SMS by End User Messaging, Pinpoint's successor for text: numbers, pools and senders of the account, opt-outs kept there, and what
 * became of a message told by an event that carries our tag (`feedback.ts`).
 */
import {
  ConflictException,
  type PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { ChannelPort, Delivery, MessageKey, SmsMessage } from '../../../ports/channel.ts';
import { judge } from './outcome.ts';
import { MESSAGE_TAG, tagOf } from './tag.ts';

const REJECTS = new Set(['ValidationException']);

/** `identity`: the number, sender or pool that messages leave by when their step names none. */
export function endUserSms(client: PinpointSMSVoiceV2Client, identity: string): ChannelPort {
  return {
    commitsWithClaim: false,
    deliver: async (key, message) =>
      message.channel === 'sms'
        ? deliver(client, identity, key, message)
        : { outcome: 'rejected', reason: 'this channel delivers SMS only' },
  };
}

async function deliver(
  client: PinpointSMSVoiceV2Client,
  identity: string,
  key: MessageKey,
  { to, sender, text }: SmsMessage,
): Promise<Delivery> {
  const command = new SendTextMessageCommand({
    DestinationPhoneNumber: to,
    OriginationIdentity: sender ?? identity,
    MessageBody: text,
    MessageType: 'PROMOTIONAL',
    Context: { [MESSAGE_TAG]: tagOf(key) },
  });
  try {
    const { MessageId } = await client.send(command);
    return MessageId === undefined
      ? { outcome: 'ambiguous', reason: 'the answer has no id' }
      : { outcome: 'sent', providerId: MessageId };
  } catch (error) {
    // Of conflicts only this one says anything about the recipient.
    if (error instanceof ConflictException && error.Reason === 'DESTINATION_PHONE_NUMBER_OPTED_OUT')
      return { outcome: 'rejected', reason: 'the recipient opted out of SMS' };
    return judge(error, REJECTS);
  }
}
