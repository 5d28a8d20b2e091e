/** Push by Pinpoint's `SendMessages`, the only way that AWS has: one call for all devices of a contact, and an answer for each. */
import {
  type DirectMessageConfiguration,
  type MessageResult,
  type PinpointClient,
  SendMessagesCommand,
} from '@aws-sdk/client-pinpoint';
import type { Platform } from '../../../../workflow-compiler/predicate/facts.ts';
import { deliveryOf } from '../../../domain/message/devices.ts';
import type {
  ChannelPort,
  Delivery,
  DeviceDelivery,
  MessageKey,
  PushMessage,
} from '../../../ports/channel.ts';
import { judge } from './outcome.ts';
import { outcomeOf, REJECTS } from './pinpoint.ts';
import { tagOf } from './tag.ts';

/** `applicationOf`: the application of a tenant, which an operator makes; no template can any more. */
export function pinpointPush(
  client: PinpointClient,
  applicationOf: (tenant: string) => string | undefined,
): ChannelPort {
  return {
    commitsWithClaim: false,
    deliver: async (key, message) => {
      if (message.channel !== 'push')
        return { outcome: 'rejected', reason: 'this channel delivers push messages only' };
      const application = applicationOf(key.tenant);
      return application === undefined
        ? { outcome: 'rejected', reason: 'this deployment names no application of the tenant' }
        : deliver(client, application, key, message);
    },
  };
}

const SERVICES = {
  fcm: { type: 'GCM', field: 'GCMMessage' },
  apns: { type: 'APNS', field: 'APNSMessage' },
  'apns-sandbox': { type: 'APNS_SANDBOX', field: 'APNSMessage' },
  adm: { type: 'ADM', field: 'ADMMessage' },
  baidu: { type: 'BAIDU', field: 'BaiduMessage' },
} as const satisfies {
  readonly [P in Platform]: { readonly type: string; readonly field: keyof DirectMessageConfiguration };
};

async function deliver(
  client: PinpointClient,
  application: string,
  key: MessageKey,
  message: PushMessage,
): Promise<Delivery> {
  const command = new SendMessagesCommand({
    ApplicationId: application,
    MessageRequest: {
      Addresses: Object.fromEntries(
        message.devices.map(({ platform, token }) => [token, { ChannelType: SERVICES[platform].type }]),
      ),
      MessageConfiguration: configurationOf(message),
      TraceId: tagOf(key),
    },
  });
  try {
    const { MessageResponse } = await client.send(command);
    const results = MessageResponse?.Result ?? {};
    const ids = Object.values(results).flatMap(({ MessageId }) => MessageId ?? []);
    const devices = message.devices.map(({ token }) => ended(token, results[token]));
    return deliveryOf(devices, ids[0] ?? '');
  } catch (error) {
    return judge(error, REJECTS);
  }
}

/** As the services say it of a token that they have withdrawn, or never gave. */
const DEAD = /\b(unregistered|not ?registered|baddevicetoken|devicetokennotfortopic|invalidregistration)\b/i;

/**
 * Pinpoint passes the services' refusals on as one status for what is wrong with the token and with our credentials for all of
 * them: only a withdrawn token's own number, or word, costs a device its place on the card.
 */
function ended(token: string, result: MessageResult | undefined): DeviceDelivery {
  const { DeliveryStatus, StatusCode, StatusMessage = '' } = result ?? {};
  if (DeliveryStatus === 'PERMANENT_FAILURE' && (StatusCode === 410 || DEAD.test(StatusMessage)))
    return { token, outcome: 'gone', reason: StatusMessage };
  const delivery = outcomeOf(result);
  return delivery.outcome === 'sent'
    ? { token, outcome: 'sent' }
    : { token, outcome: delivery.outcome, reason: delivery.reason };
}

/** The same for each service that the contact has a device of. */
function configurationOf({ devices, title, body, link, data }: PushMessage): DirectMessageConfiguration {
  const content = {
    Title: title,
    Body: body,
    ...openedBy(link),
    Data: { ...data },
  };
  const fields = new Set(devices.map(({ platform }) => SERVICES[platform].field));
  return Object.fromEntries([...fields].map((field) => [field, content]));
}

/** A tap on a link to the web opens the browser, any other one the app, at the place that it names. */
function openedBy(
  link: string | undefined,
): { readonly Action: 'OPEN_APP' } | { readonly Action: 'URL' | 'DEEP_LINK'; readonly Url: string } {
  if (link === undefined) return { Action: 'OPEN_APP' };
  return { Action: /^https?:/i.test(link) ? 'URL' : 'DEEP_LINK', Url: link };
}
