/**
 * What conditions are asked of: the contact card, the activity that a condition needs, the event at hand, the time.
 * The card is at most 64 KB; activity, messages and runs are items of their own.
 */
import type { Json, JsonObject } from '../language/json.ts';

export type Channel = 'email' | 'sms' | 'push' | 'whatsapp';

/** One addition to the score. Without `until` it never lapses; `id` keeps a repeated addition from counting twice. Times are ISO 8601 in UTC. */
export type ScorePart = {
  readonly points: number;
  readonly at: string;
  readonly until?: string;
  readonly id?: string;
};

/** Whose service reaches a device: Apple's (and its sandbox), Google's (FCM), Amazon's, Baidu's. */
export type Platform = 'apns' | 'apns-sandbox' | 'fcm' | 'adm' | 'baidu';

/** A device with an app of the tenant's. `at`: when its app last said that it is this contact's, to the day. */
export type Device = { readonly platform: Platform; readonly token: string; readonly at: string };

export type Consent = { readonly state: 'in' | 'out'; readonly at: string; readonly source: string };

/** A custom or standard detail's value. */
export type DetailValue = string | number | boolean;

export type Address = {
  readonly street?: string;
  readonly city?: string;
  readonly postalCode?: string;
  readonly region?: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string;
};

/** Everything the product knows of a contact that conditions may ask for at once. Times are ISO 8601 in UTC. */
export type Card = {
  readonly id: string;
  readonly email?: string;
  /** E.164. */
  readonly phone?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly language?: string;
  /** `YYYY-MM-DD`. */
  readonly birthday?: string;
  /** IANA name. */
  readonly zone?: string;
  readonly address?: Address;
  readonly details: { readonly [name: string]: DetailValue };
  readonly tags: { readonly [tag: string]: { readonly at: string; readonly score: number } };
  readonly score: { readonly base: number; readonly parts: readonly ScorePart[] };
  readonly lists: { readonly [list: string]: { readonly at: string } };
  readonly consents: { readonly [channel in Channel]?: Consent };
  /** In the order in which they came. */
  readonly devices?: readonly Device[];
  /** Addresses that must not be written to: hard bounce or complaint. */
  readonly suppressed?: { readonly email?: string; readonly sms?: string; readonly push?: string };
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** Something that happened to a contact: a row of its own, and what the bus carries. */
export type Activity = {
  readonly id: string;
  /** An event of the catalogue. */
  readonly type: string;
  /** ISO 8601 in UTC, when it happened. */
  readonly at: string;
  readonly properties: JsonObject;
};

/** What a condition is evaluated against. */
export type Facts = {
  readonly card: Card;
  /** Activity of the types and period that `activityNeeds` named, newest first; other rows do no harm. */
  readonly activity: readonly Activity[];
  /** The event that started or last resumed the run; absent where there is none. */
  readonly event?: Activity;
  /** This run's id and workflow, so that `message: thanks` means this run's message. Absent outside a run. */
  readonly run?: { readonly id: string; readonly workflow: string };
  /** Epoch milliseconds. */
  readonly now: number;
};

/** One leaf as it was found, for history: which clause, whether it held, and the value it saw (shortened). */
export type Finding = { readonly at: string; readonly holds: boolean; readonly saw?: Json };

/** The answer to a condition, with the leaves that decided it. */
export type Verdict = { readonly holds: boolean; readonly findings: readonly Finding[] };
