/** SMS by Pinpoint's `SendMessages`. */
import type { PinpointClient } from '@aws-sdk/client-pinpoint';
import type { ChannelPort } from '../../../ports/channel.ts';
import { outcomeOf, sendDirect } from './pinpoint.ts';

export function pinpointSms(client: PinpointClient, application: string): ChannelPort {
  return {
    commitsWithClaim: false,
    deliver: async (key, message) => {
      if (message.channel !== 'sms') return { outcome: 'rejected', reason: 'this channel delivers SMS only' };
      const { to, sender, text } = message;
      const configuration = {
        SMSMessage: { Body: text, MessageType: 'PROMOTIONAL' as const, ...senderOf(sender) },
      };
      return sendDirect(client, { application, address: to, type: 'SMS', configuration }, key, outcomeOf);
    },
  };
}

function senderOf(sender: string | undefined): { OriginationNumber?: string; SenderId?: string } {
  if (sender === undefined) return {};
  return /^\+?\d+$/.test(sender) ? { OriginationNumber: sender } : { SenderId: sender };
}
