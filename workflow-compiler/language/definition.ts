/**
 * The definition: what a person writes. A flat map of steps with explicit `next`, so that merges and loops are ordinary,
 * diffs are small, and a JSON pointer names any place for ever.
 */
import Type, { type Static } from 'typebox';
import { ConditionRef } from './condition.ts';
import { AnyEvent } from './event.ts';
import { DateTime, Duration, Id, Target, TimeOfDay, Weekday } from './scalar.ts';
import { AnyStep } from './step.ts';

const Strict = { additionalProperties: false } as const;

export const EntryRules = Type.Object(
  {
    /** May a contact enter again? `never` unless said. `after`: once that long since the last entry. */
    reentry: Type.Optional(
      Type.Union([Type.Enum(['never', 'always']), Type.Object({ after: Duration }, Strict)]),
    ),
    /** Who may enter, asked at entry. */
    filter: Type.Optional(ConditionRef),
    from: Type.Optional(DateTime),
    until: Type.Optional(DateTime),
  },
  Strict,
);

export const SendingRules = Type.Object(
  {
    /** Days and hours for messages, in the contact's zone; outside them a message is held until the next opening. */
    days: Type.Optional(Type.Array(Weekday, { minItems: 1 })),
    hours: Type.Optional(Type.Object({ from: TimeOfDay, to: TimeOfDay }, Strict)),
    /** Asked again before each message; a contact who no longer passes is skipped. */
    filter: Type.Optional(ConditionRef),
    /** `opted-in` sends marketing only with recorded consent; `not-opted-out` (unless said) stops only at a recorded refusal. */
    consent: Type.Optional(Type.Enum(['opted-in', 'not-opted-out'])),
    from: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(Type.String({ maxLength: 200 })),
          email: Type.String({ minLength: 3, maxLength: 320 }),
        },
        Strict,
      ),
    ),
  },
  Strict,
);

export const Definition = Type.Object(
  {
    language: Type.Literal(1),
    name: Id,
    title: Type.Optional(Type.String({ maxLength: 200 })),
    description: Type.Optional(Type.String({ maxLength: 2000 })),
    /** Any of them starts a run. */
    triggers: Type.Array(AnyEvent, { minItems: 1, maxItems: 20 }),
    entry: Type.Optional(EntryRules),
    sending: Type.Optional(SendingRules),
    /** Any of these events ends the run, as a goal without a step. */
    exit: Type.Optional(Type.Array(AnyEvent, { maxItems: 10 })),
    start: Target,
    steps: Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]{0,59}$' }), AnyStep, {
      minProperties: 1,
      maxProperties: 1000,
      additionalProperties: false,
    }),
  },
  Strict,
);
export type Definition = Static<typeof Definition>;
