/** Push by Pinpoint's `SendMessages`, the only way that AWS has. A device whose token is dead is told apart. */
import type { DirectMessageConfiguration, MessageResult, PinpointClient } from '@aws-sdk/client-pinpoint';
import type { PushDelivery, PushMessage, PushPort, PushService } from '../../../ports/push.ts';
import { outcomeOf, sendDirect } from './pinpoint.ts';

export function pinpointPush(client: PinpointClient, application: string): PushPort {
  return {
    deliver: (key, message) => {
      const { service: type, device: address } = message;
      const configuration = configurationOf(message);
      return sendDirect(client, { application, address, type, configuration }, key, pushed);
    },
  };
}

/** The services answer 410 for a token that they have withdrawn. */
function pushed(result: MessageResult | undefined): PushDelivery {
  const { DeliveryStatus, StatusCode, StatusMessage = '' } = result ?? {};
  if (DeliveryStatus === 'PERMANENT_FAILURE' && StatusCode === 410)
    return { outcome: 'gone', reason: StatusMessage };
  return outcomeOf(result);
}

const FIELDS = {
  GCM: 'GCMMessage',
  APNS: 'APNSMessage',
  APNS_SANDBOX: 'APNSMessage',
  ADM: 'ADMMessage',
  BAIDU: 'BaiduMessage',
} as const satisfies Readonly<Record<PushService, keyof DirectMessageConfiguration>>;

function configurationOf({ service, title, body, url, data }: PushMessage): DirectMessageConfiguration {
  const message = {
    Title: title,
    Body: body,
    ...(url === undefined ? { Action: 'OPEN_APP' as const } : { Action: 'URL' as const, Url: url }),
    ...(data === undefined ? {} : { Data: { ...data } }),
  };
  return { [FIELDS[service]]: message };
}
