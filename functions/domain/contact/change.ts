/** What can be done to a contact card, as data: what the API, imports, tracking and runs ask for. */
import type { Card, Channel, DetailValue, Platform } from '../../../workflow-compiler/predicate/facts.ts';

export type ContactChange =
  /** A standard detail (`email`, `address.city` …) or a custom one. An empty text clears. */
  | { readonly do: 'set'; readonly detail: string; readonly value: DetailValue }
  | { readonly do: 'clear'; readonly detail: string }
  /** A tag that is there already keeps its date; the score adds up. */
  | { readonly do: 'add-tag'; readonly tag: string; readonly score?: number }
  | { readonly do: 'remove-tag'; readonly tag: string }
  /** `until` (ISO 8601 in UTC): when the points lapse. `id`: an addition of the same id counts once. */
  | { readonly do: 'adjust-score'; readonly by: number; readonly until?: string; readonly id?: string }
  /** Makes the score this much now; parts that will lapse still do. */
  | { readonly do: 'set-score'; readonly to: number }
  | { readonly do: 'join-list'; readonly list: string }
  | { readonly do: 'leave-list'; readonly list: string }
  /** `at` (ISO 8601 in UTC) when it was said earlier than now, as imports know it. `keepOut`: a recorded refusal stands. */
  | {
      readonly do: 'consent';
      readonly channel: Channel;
      readonly state: 'in' | 'out';
      readonly source: string;
      readonly at?: string;
      readonly keepOut?: boolean;
    }
  | { readonly do: 'suppress'; readonly channel: Suppressible; readonly reason: string }
  | { readonly do: 'unsuppress'; readonly channel: Suppressible }
  /** Asked for by `registerDevice` alone: a token that another contact has is moved. */
  | { readonly do: 'add-device'; readonly platform: Platform; readonly token: string }
  | { readonly do: 'remove-device'; readonly token: string };

export type Suppressible = 'email' | 'sms' | 'push';

/** Why a change was refused. `field` names the detail, tag or list; `index` is the position in the list of changes. */
export type ChangeProblem = {
  readonly code: ProblemCode;
  readonly index: number;
  readonly field: string;
  readonly detail: string;
};

export type ProblemCode = 'value-invalid' | 'name-invalid' | 'fixed' | 'too-many' | 'too-large' | 'taken';

/** A card before anything is known. `at` in ISO 8601 in UTC. */
export function newCard(id: string, at: string): Card {
  return {
    id,
    details: {},
    tags: {},
    score: { base: 0, parts: [] },
    lists: {},
    consents: {},
    createdAt: at,
    updatedAt: at,
  };
}
