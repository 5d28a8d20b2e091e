/**
 * A recording of what happened, as lines of JSON: a head, then for each contact its card as it was when the recording begins,
 * and what happened to it. Lines of one contact stand together, in order of time. The product writes it, and so can others;
 * docs/simulation.md describes it for them.
 */
import Type, { type Static } from 'typebox';
import { Scalar } from '../../../workflow-compiler/language/scalar.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';

const Strict = { additionalProperties: false } as const;
const Time = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:\\d\\d)$',
});
const text = Type.Optional(Type.String({ maxLength: 1000 }));
const Contact = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });
const Platform = Type.Enum(['apns', 'apns-sandbox', 'fcm', 'adm', 'baidu']);
const Consent = Type.Object(
  { state: Type.Enum(['in', 'out']), at: Type.Optional(Time), source: Type.Optional(Type.String()) },
  Strict,
);

/** Between when; `zone` is that of contacts without one. */
export const HeadLine = Type.Object(
  { export: Type.Literal('events'), from: Time, to: Time, zone: Type.Optional(Type.String()) },
  Strict,
);
export type HeadLine = Static<typeof HeadLine>;

/** A card as the product stores it; what a foreign file does not say is as of somebody new. */
const RecordedCard = Type.Object(
  {
    id: Type.Optional(Type.String()),
    email: text,
    phone: text,
    firstName: text,
    lastName: text,
    company: text,
    language: text,
    birthday: text,
    zone: text,
    address: Type.Optional(
      Type.Object({ street: text, city: text, postalCode: text, region: text, country: text }, Strict),
    ),
    details: Type.Optional(Type.Record(Type.String(), Scalar)),
    tags: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object({ at: Type.Optional(Time), score: Type.Optional(Type.Number()) }, Strict),
      ),
    ),
    lists: Type.Optional(Type.Record(Type.String(), Type.Object({ at: Type.Optional(Time) }, Strict))),
    score: Type.Optional(
      Type.Object(
        {
          base: Type.Number(),
          parts: Type.Optional(
            Type.Array(
              Type.Object(
                {
                  points: Type.Number(),
                  at: Time,
                  until: Type.Optional(Time),
                  id: Type.Optional(Type.String()),
                },
                Strict,
              ),
            ),
          ),
        },
        Strict,
      ),
    ),
    consents: Type.Optional(
      Type.Object(
        {
          email: Type.Optional(Consent),
          sms: Type.Optional(Consent),
          push: Type.Optional(Consent),
          whatsapp: Type.Optional(Consent),
        },
        Strict,
      ),
    ),
    devices: Type.Optional(
      Type.Array(Type.Object({ platform: Platform, token: Type.String(), at: Type.Optional(Time) }, Strict)),
    ),
    suppressed: Type.Optional(Type.Object({ email: text, sms: text, push: text }, Strict)),
    createdAt: Type.Optional(Time),
    updatedAt: Type.Optional(Time),
  },
  Strict,
);

/** `at` after the recording's beginning: the contact came into being then, with this card. `entered`: workflows that it had entered before, and when. */
export const CardLine = Type.Object(
  {
    contact: Contact,
    at: Type.Optional(Time),
    card: RecordedCard,
    entered: Type.Optional(Type.Record(Type.String(), Time)),
  },
  Strict,
);
export type CardLine = Static<typeof CardLine>;

export function recordedCard({ score, devices, ...card }: Card): CardLine['card'] {
  return {
    ...card,
    score: { base: score.base, parts: [...score.parts] },
    ...(devices === undefined ? {} : { devices: [...devices] }),
  };
}

/** `cause`: whose doing it was; what a run did names its workflow. Before the recording's beginning it is what conditions look back at. */
export const EventLine = Type.Object(
  {
    contact: Contact,
    at: Time,
    type: Type.String(),
    id: Type.Optional(Type.String()),
    properties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    cause: Type.Optional(
      Type.Object(
        { source: Type.String(), run: Type.Optional(Type.String()), workflow: Type.Optional(Type.String()) },
        Strict,
      ),
    ),
  },
  Strict,
);
export type EventLine = Static<typeof EventLine>;

export type RecordingLine = HeadLine | CardLine | EventLine;

/** The source of an event that was not recorded but stands on the card with its date. */
export const FROM_CARD = 'card';
