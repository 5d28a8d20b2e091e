/** SMS by Pinpoint's `SendMessages`, which AWS keeps after the end of Pinpoint's journeys. */
import { type MessageResult, type PinpointClient, SendMessagesCommand } from '@aws-sdk/client-pinpoint';
import type { ChannelPort, Delivery, MessageKey, SmsMessage } from '../../../ports/channel.ts';
import { judge } from './outcome.ts';
import { tagOf } from './tag.ts';

const REJECTS = new Set(['BadRequestException', 'PayloadTooLargeException']);

/** `application`: id of an application with the SMS channel on, which an operator makes; no template can any more. */
export function pinpointSms(client: PinpointClient, application: string): ChannelPort {
  return {
    commitsWithClaim: false,
    deliver: async (key, message) =>
      message.channel === 'sms'
        ? deliver(client, application, key, message)
        : { outcome: 'rejected', reason: 'this channel delivers SMS only' },
  };
}

async function deliver(
  client: PinpointClient,
  ApplicationId: string,
  key: MessageKey,
  { to, sender, text }: SmsMessage,
): Promise<Delivery> {
  const command = new SendMessagesCommand({
    ApplicationId,
    MessageRequest: {
      Addresses: { [to]: { ChannelType: 'SMS' } },
      MessageConfiguration: {
        SMSMessage: { Body: text, MessageType: 'PROMOTIONAL', ...senderOf(sender) },
      },
      TraceId: tagOf(key),
    },
  });
  try {
    const { MessageResponse } = await client.send(command);
    return outcomeOf(MessageResponse?.Result?.[to]);
  } catch (error) {
    return judge(error, REJECTS);
  }
}

function senderOf(sender: string | undefined): { OriginationNumber?: string; SenderId?: string } {
  if (sender === undefined) return {};
  return /^\+?\d+$/.test(sender) ? { OriginationNumber: sender } : { SenderId: sender };
}

function outcomeOf(result: MessageResult | undefined): Delivery {
  const { DeliveryStatus, MessageId = '', StatusMessage = '' } = result ?? {};
  const reason = `${DeliveryStatus ?? 'no answer'}: ${StatusMessage}`;
  switch (DeliveryStatus) {
    case 'SUCCESSFUL':
    case 'DUPLICATE':
      return { outcome: 'sent', providerId: MessageId };
    case 'OPT_OUT':
    case 'PERMANENT_FAILURE':
      return { outcome: 'rejected', reason };
    case 'THROTTLED':
    case 'TEMPORARY_FAILURE':
      return { outcome: 'throttled', reason };
    case 'UNKNOWN_FAILURE':
    case undefined:
      return { outcome: 'ambiguous', reason };
  }
}
