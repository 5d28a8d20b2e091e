/** One message to one contact: written once, with what became of it, and again by whoever hears of it later. */
import type { MessageChannel } from '../../../workflow-compiler/language/channel.ts';
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Platform } from '../../../workflow-compiler/predicate/facts.ts';
import type { Bounce, DeviceDelivery } from '../../ports/channel.ts';
import type { Item } from '../../ports/store.ts';

type MessageState = 'sent' | 'skipped' | 'rejected' | 'held';

/** What a message was made from: enough to make it again (`made.ts`). */
export type Made = {
  readonly from: { readonly name?: string; readonly email: string };
  readonly to: { readonly name?: string; readonly email: string };
  readonly language?: string;
  /** What its templates name, as it was then. */
  readonly values: JsonObject;
};

export type MessageRow = {
  /** `<run>.<turn>`; unique within the contact. */
  readonly id: string;
  readonly contact: string;
  readonly run: string;
  readonly turn: number;
  readonly workflow: string;
  readonly version: number;
  readonly step: string;
  readonly channel: MessageChannel | 'notify';
  readonly state: MessageState;
  readonly to?: string;
  readonly from?: string;
  readonly subject?: string;
  /** Parts of an SMS. */
  readonly parts?: number;
  /** Of a push message: how each device ended, which is named by the end of its token. */
  readonly devices?: readonly {
    readonly platform: Platform;
    readonly device: string;
    readonly outcome: DeviceDelivery['outcome'];
    readonly reason?: string;
  }[];
  /** Why it was skipped, rejected or held. */
  readonly reason?: string;
  readonly providerId?: string;
  readonly made?: Made;
  /** Workflows between this message and the outside: what it sets off is one deeper. */
  readonly depth: number;
  readonly at: string;
  readonly deliveredAt?: string;
  readonly openedAt?: string;
  /** The first open that a machine made. */
  readonly machineOpenedAt?: string;
  readonly clickedAt?: string;
  /** Hashes of the links clicked so far, so that each is one event. */
  readonly clicked?: readonly string[];
  readonly bouncedAt?: string;
  /** It came back at once; `bouncedAt` follows when the contact has been told of. */
  readonly bounce?: Bounce;
  readonly complainedAt?: string;
  readonly unsubscribedAt?: string;
};

export type MessageBody = {
  readonly html?: string;
  readonly text: string;
  readonly headers: { readonly [name: string]: string };
  /** Of a push message: where a tap leads, and what the app gets. */
  readonly link?: string;
  readonly data?: { readonly [name: string]: string };
};

/** Only this folder writes these keys, always from this type: the one place that takes it on trust. */
export const asMessage = (item: Pick<Item, 'body'>): MessageRow => item.body as unknown as MessageRow;
