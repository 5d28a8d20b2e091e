/** Messages: the outbox, and each one's body. */
import { queryOptions } from '@tanstack/react-query';
import { type Api, segment } from './http.ts';
import { pages } from './page.ts';

export type MessageState = 'claimed' | 'sent' | 'skipped' | 'rejected' | 'held';
export type MessageChannel = 'email' | 'sms' | 'push' | 'notify';

export type Message = {
  readonly id: string;
  readonly contact: string;
  readonly run: string;
  readonly workflow: string;
  readonly version: number;
  readonly step: string;
  readonly channel: MessageChannel;
  readonly state: MessageState;
  readonly to?: string;
  readonly from?: string;
  readonly subject?: string;
  readonly parts?: number;
  /** Of a push message. */
  readonly devices?: readonly {
    readonly platform: string;
    readonly device: string;
    readonly outcome: string;
    readonly reason?: string;
  }[];
  readonly reason?: string;
  readonly at: string;
  readonly deliveredAt?: string;
  readonly openedAt?: string;
  readonly machineOpenedAt?: string;
  readonly clickedAt?: string;
  readonly bouncedAt?: string;
  readonly complainedAt?: string;
  readonly unsubscribedAt?: string;
};

export type MessageWithBody = Message & {
  /** Absent where nothing was written: a skipped message, say. */
  readonly body?: {
    readonly html?: string;
    readonly text: string;
    readonly headers?: { readonly [name: string]: string };
    readonly link?: string;
    readonly data?: { readonly [name: string]: string };
  };
};

export type MessageFilter = {
  readonly workflow?: string;
  readonly step?: string;
  readonly contact?: string;
  readonly channel?: string;
  readonly run?: string;
};

export function messagesQuery(api: Api, filter: MessageFilter) {
  return pages<Message>(api, '/v1/messages', { ...filter }, 5_000);
}

export function messageQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['message', id],
    queryFn: () => api.get<MessageWithBody>(`/v1/messages/${segment(id)}`),
    refetchInterval: 5_000,
  });
}
