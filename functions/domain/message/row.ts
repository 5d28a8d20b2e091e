/** One message to one contact: the claim, and later what became of it. Its rendered body is an item of its own. */
import type { Item } from '../../ports/store.ts';

type MessageState = 'claimed' | 'sent' | 'skipped' | 'rejected' | 'held';

export type MessageRow = {
  /** `<run>.<turn>`; unique within the contact. */
  readonly id: string;
  readonly contact: string;
  readonly run: string;
  readonly turn: number;
  readonly workflow: string;
  readonly version: number;
  readonly step: string;
  readonly channel: 'email' | 'sms' | 'notify';
  readonly state: MessageState;
  readonly to?: string;
  readonly from?: string;
  readonly subject?: string;
  /** Parts of an SMS. */
  readonly parts?: number;
  /** Why it was skipped, rejected or held. */
  readonly reason?: string;
  readonly providerId?: string;
  readonly at: string;
  readonly deliveredAt?: string;
  readonly openedAt?: string;
  /** The first open that a machine made. */
  readonly machineOpenedAt?: string;
  readonly clickedAt?: string;
  /** Hashes of the links clicked so far, so that each is one event. */
  readonly clicked?: readonly string[];
  readonly bouncedAt?: string;
  readonly unsubscribedAt?: string;
};

export type MessageBody = {
  readonly html?: string;
  readonly text: string;
  readonly headers: { readonly [name: string]: string };
};

/** Only this folder writes these keys, always from these types: the one place that takes them on trust. */
export const asMessage = (item: Item): MessageRow => item.body as unknown as MessageRow;
export const asBody = (item: Item): MessageBody => item.body as unknown as MessageBody;
