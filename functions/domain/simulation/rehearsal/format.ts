/** Workflow tests as people write them: contacts, what happens to them and when, and what they then get. YAML, checked by this schema. */
import Type, { type Static } from 'typebox';
import { DateTime, Duration, Name, Scalar } from '../../../../workflow-compiler/language/scalar.ts';

import { Caps } from '../../tenant/caps-schema.ts';

const Strict = { additionalProperties: false } as const;
const text = Type.Optional(Type.String({ maxLength: 1000 }));

const Given = Type.Object(
  {
    /** `<name>@example.com` unless said; `null` for none. */
    email: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    phone: text,
    /** Platforms of the devices with the app: one device for each. */
    devices: Type.Optional(
      Type.Array(Type.Enum(['apns', 'apns-sandbox', 'fcm', 'adm', 'baidu']), { maxItems: 10 }),
    ),
    firstName: text,
    lastName: text,
    company: text,
    language: text,
    birthday: text,
    zone: text,
    country: text,
    city: text,
    details: Type.Optional(Type.Record(Name, Scalar)),
    tags: Type.Optional(Type.Array(Name)),
    lists: Type.Optional(Type.Array(Name)),
    score: Type.Optional(Type.Number()),
    consents: Type.Optional(
      Type.Record(Type.Enum(['email', 'sms', 'push', 'whatsapp']), Type.Enum(['in', 'out'])),
    ),
  },
  Strict,
);

/** One time and what happens then: `after 2 hours: ada opens thanks`. */
const Line = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })]),
  {
    minProperties: 1,
    maxProperties: 1,
  },
);

/** Or, where more than the step is expected of a message, its parts. */
const Send = Type.Object(
  {
    to: Type.String(),
    step: Type.String(),
    /** Since the test's start. */
    after: Type.Optional(Type.Union([Duration, Type.Literal('0 minutes')])),
    /** In the test's zone. */
    at: Type.Optional(Type.String()),
    /** How far the time may be off; a minute unless said. */
    within: Type.Optional(Duration),
    /** What the subject is, and what the text contains. */
    subject: Type.Optional(Type.String()),
    contains: Type.Optional(Type.String()),
  },
  Strict,
);

const Outcome = Type.Enum(['sent', 'rejected', 'throttled', 'ambiguous']);
const Status = Type.Integer({ minimum: 100, maximum: 599 });

const Test = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 300 }),
    given: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,39}$' }), Given)),
    events: Type.Optional(Type.Array(Line)),
    /** By step: what the provider makes of a message, what a webhook answers; one for all calls or one for each. */
    mocks: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Union([Outcome, Status, Type.Array(Type.Union([Outcome, Status]), { minItems: 1 })]),
      ),
    ),
    /** How long is played; 90 days unless said. */
    until: Type.Optional(Duration),
    expect: Type.Object(
      {
        /** All of them, in any order. */
        sends: Type.Optional(Type.Array(Type.Union([Line, Send]))),
        /** Messages that were skipped or refused. */
        misses: Type.Optional(Type.Array(Line)),
        path: Type.Optional(Type.Record(Type.String(), Type.String())),
        state: Type.Optional(Type.Record(Type.String(), Type.String())),
        /** How many times they entered. */
        entered: Type.Optional(Type.Record(Type.String(), Type.Integer({ minimum: 0 }))),
        tags: Type.Optional(Type.Record(Type.String(), Type.Array(Name))),
        lists: Type.Optional(Type.Record(Type.String(), Type.Array(Name))),
        score: Type.Optional(Type.Record(Type.String(), Type.Number())),
        details: Type.Optional(
          Type.Record(Type.String(), Type.Record(Name, Type.Union([Scalar, Type.Null()]))),
        ),
      },
      Strict,
    ),
  },
  Strict,
);

export const TestFile = Type.Object(
  {
    /** Files beside this one. */
    workflow: Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })]),
    /** When every test begins; Monday, 5 January 2026, at nine unless said. */
    start: Type.Optional(DateTime),
    /** The zone of times here, and of contacts without one; UTC unless said. */
    zone: Type.Optional(Type.String()),
    /** How many marketing messages a contact may have; over the API, the tenant's unless said. */
    caps: Type.Optional(Caps),
    given: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,39}$' }), Given)),
    tests: Type.Array(Test, { minItems: 1 }),
  },
  { ...Strict, title: 'WorkflowTests' },
);

export type TestFile = Static<typeof TestFile>;
export type WorkflowTest = Static<typeof Test>;
export type Given = Static<typeof Given>;
export type Line = Static<typeof Line>;
export type Send = Static<typeof Send>;
