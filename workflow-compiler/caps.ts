/**
 * Frequency caps: how many marketing messages a tenant lets one contact have on a channel, whatever the workflows they come
 * from. A day is 24 hours and a week 168, counted back from the moment of sending; nothing begins anew at midnight.
 */

import { MESSAGE_CHANNELS, type MessageChannel } from './language/channel.ts';

/** Channels that can be capped. */
export const CAPPED = MESSAGE_CHANNELS;
export type CappedChannel = MessageChannel;

export type Cap = {
  /** At most so many in any 24 hours. */
  readonly perDay?: number;
  /** At most so many in any 168 hours. */
  readonly perWeek?: number;
  /** What becomes of one too many: it is not sent (`skip`, unless said), or waits until there is room (`hold`). */
  readonly over?: 'skip' | 'hold';
};

export type Caps = { readonly [C in CappedChannel]?: Cap };

/** Nobody needs a larger one, and what is counted must fit into a small row. */
export const MOST_CAPPED = 100;

export type Limit = { readonly per: 'day' | 'week'; readonly most: number; readonly ms: number };

const DAY_MS = 86_400_000;

/** The limits of a cap, the shorter one first. */
export function limitsOf({ perDay, perWeek }: Cap): readonly Limit[] {
  return [
    ...(perDay === undefined ? [] : [{ per: 'day', most: perDay, ms: DAY_MS } as const]),
    ...(perWeek === undefined ? [] : [{ per: 'week', most: perWeek, ms: 7 * DAY_MS } as const]),
  ];
}

const MESSAGES: { readonly [C in CappedChannel]: readonly [one: string, many: string] } = {
  email: ['marketing e-mail', 'marketing e-mails'],
  sms: ['marketing SMS', 'marketing SMS'],
  push: ['marketing push message', 'marketing push messages'],
};

/** @example limitWords('email', { per: 'day', most: 2, ms }) // '2 marketing e-mails in 24 hours' */
export function limitWords(channel: CappedChannel, { per, most }: Limit): string {
  const [one, many] = MESSAGES[channel];
  return `${most} ${most === 1 ? one : many} in ${per === 'day' ? '24 hours' : '7 days'}`;
}
