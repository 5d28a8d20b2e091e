/** Delivery of one push message to one device. No step of the language sends one yet; the port and its adapter are ready. */
import type { Delivery, MessageKey } from './channel.ts';

export type PushService = 'GCM' | 'APNS' | 'APNS_SANDBOX' | 'ADM' | 'BAIDU';

export type PushMessage = {
  readonly service: PushService;
  /** The device's token, as its service gave it. */
  readonly device: string;
  readonly title: string;
  readonly body: string;
  /** Opened by a tap; else the app itself. */
  readonly url?: string;
  /** For the app. */
  readonly data?: { readonly [name: string]: string };
};

/** `gone`: the device's token is dead, and no message will reach it any more. */
export type PushDelivery = Delivery | { readonly outcome: 'gone'; readonly reason: string };

export type PushPort = {
  readonly deliver: (key: MessageKey, message: PushMessage) => Promise<PushDelivery>;
};
