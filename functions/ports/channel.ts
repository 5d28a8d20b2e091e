/** Delivery of one message. No provider knows an idempotency token, so the claim before and the settlement after are the caller's. */
import type { Platform } from '../../workflow-compiler/predicate/facts.ts';

export type EmailMessage = {
  readonly channel: 'email';
  readonly from: { readonly name?: string; readonly email: string };
  readonly to: { readonly name?: string; readonly email: string };
  /** Further recipients, who see each other. */
  readonly cc?: readonly { readonly name?: string; readonly email: string }[];
  readonly replyTo?: string;
  readonly subject: string;
  readonly html?: string;
  readonly text: string;
  /** Extra headers, names in canonical case; values hold no line breaks. */
  readonly headers: { readonly [name: string]: string };
};

export type SmsMessage = {
  readonly channel: 'sms';
  readonly to: string;
  readonly sender?: string;
  readonly text: string;
};

/** One message for all devices of a contact, each of which is told of apart. */
export type PushMessage = {
  readonly channel: 'push';
  readonly devices: readonly { readonly platform: Platform; readonly token: string }[];
  readonly title: string;
  readonly body: string;
  /** Opened by a tap, on the web or in the app; else the app itself. */
  readonly link?: string;
  /** For the app. */
  readonly data: { readonly [name: string]: string };
};

export type Message = EmailMessage | SmsMessage | PushMessage;

/** Which message this is, for provider events that come back: travels as a tag. */
export type MessageKey = {
  readonly tenant: string;
  readonly contact: string;
  readonly run: string;
  readonly turn: number;
};

/** What became of it at one device. `gone`: its token is dead, and no message will reach it any more. */
export type DeviceDelivery = {
  readonly token: string;
  readonly outcome: 'sent' | 'gone' | 'rejected' | 'throttled' | 'ambiguous';
  readonly reason?: string;
};

/** `ambiguous`: the provider may or may not have taken it; never sent again blindly. `devices`: of a push message. */
export type Delivery = Outcome & { readonly devices?: readonly DeviceDelivery[] };

export type Bounce = 'permanent' | 'transient';

type Outcome =
  | { readonly outcome: 'sent'; readonly providerId: string }
  /** `bounce`: the recipient's own server said so at once; `permanent`: the address is dead. */
  | { readonly outcome: 'rejected'; readonly reason: string; readonly bounce?: Bounce }
  | { readonly outcome: 'throttled'; readonly reason: string }
  | { readonly outcome: 'ambiguous'; readonly reason: string };

export type ChannelPort = {
  /** True when delivery is the claim itself (the embedded outbox): the message commits with the claim, exactly once. */
  readonly commitsWithClaim: boolean;
  readonly deliver: (key: MessageKey, message: Message) => Promise<Delivery>;
};
