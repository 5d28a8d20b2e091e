/**
 * One message by Pinpoint's `SendMessages`, which AWS keeps for SMS and push after the end of Pinpoint's journeys. The answer names
 * each address with a status of its own.
 */
import {
  type DirectMessageConfiguration,
  type MessageResult,
  type PinpointClient,
  SendMessagesCommand,
} from '@aws-sdk/client-pinpoint';
import type { Delivery, MessageKey } from '../../../ports/channel.ts';
import { judge } from './outcome.ts';
import { tagOf } from './tag.ts';

/** What says of the request itself that it will never be taken. */
export const REJECTS = new Set(['BadRequestException', 'PayloadTooLargeException']);

export type Direct = {
  /** Id of an application with the channel on, which an operator makes; no template can any more. */
  readonly application: string;
  readonly address: string;
  readonly type: 'SMS';
  readonly configuration: DirectMessageConfiguration;
};

/** `read` makes an outcome of the address's result. */
export async function sendDirect<T>(
  client: PinpointClient,
  { application, address, type, configuration }: Direct,
  key: MessageKey,
  read: (result: MessageResult | undefined) => T,
): Promise<T | Delivery> {
  const command = new SendMessagesCommand({
    ApplicationId: application,
    MessageRequest: {
      Addresses: { [address]: { ChannelType: type } },
      MessageConfiguration: configuration,
      TraceId: tagOf(key),
    },
  });
  try {
    const { MessageResponse } = await client.send(command);
    return read(MessageResponse?.Result?.[address]);
  } catch (error) {
    return judge(error, REJECTS);
  }
}

export function outcomeOf(result: MessageResult | undefined): Delivery {
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
