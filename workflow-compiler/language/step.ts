/**
 * Steps of a definition: flow and actions. One entry per kind of the catalogue that this release knows, discriminated on
 * `kind`. Every step names what follows in `next` (or in its `paths`); `end` ends the run.
 */
import Type, { type Static } from 'typebox';
import { ConditionRef } from './condition.ts';
import { AnyEvent } from './event.ts';
import { DateTime, Duration, Id, Name, Offset, Scalar, Target, TimeOfDay, Weekday } from './scalar.ts';

const Strict = { additionalProperties: false } as const;
const label = Type.Optional(Type.String({ maxLength: 200, description: 'What people call this step.' }));
const next = Target;
/** Where a run goes when the step can never work for this contact; `next` unless said. */
const onRejected = Type.Optional(Target);

const Liquid = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, description: 'Liquid template.' });
const Address = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 200 })),
    email: Type.String({ minLength: 3, maxLength: 320 }),
  },
  Strict,
);
const EmailAddress = Type.String({ minLength: 3, maxLength: 320 });

/** A value written to the card or an event: a constant, a property of the event at hand, or a Liquid template. */
const Value = Type.Union([
  Scalar,
  Type.Object({ event: Name }, Strict),
  Type.Object({ template: Liquid(2000) }, Strict),
]);

export const Steps = {
  // Flow
  branch: Type.Object(
    {
      kind: Type.Literal('branch'),
      label,
      paths: Type.Array(Type.Object({ id: Id, when: ConditionRef, next }, Strict), {
        minItems: 1,
        maxItems: 50,
      }),
      otherwise: Target,
    },
    Strict,
  ),
  /** Weighted paths, stable per contact and step. Weights are percentages and add up to 100. */
  split: Type.Object(
    {
      kind: Type.Literal('split'),
      label,
      paths: Type.Array(
        Type.Object({ id: Id, weight: Type.Number({ exclusiveMinimum: 0, maximum: 100 }), next }, Strict),
        { minItems: 2, maxItems: 10 },
      ),
    },
    Strict,
  ),
  /** Exactly one of `for`, `until`, `day` and `date`. */
  wait: Type.Object(
    {
      kind: Type.Literal('wait'),
      label,
      for: Type.Optional(Duration),
      until: Type.Optional(DateTime),
      /** The next such day at this time, in the contact's zone; today counts while the time is still ahead. */
      day: Type.Optional(
        Type.Object(
          {
            on: Type.Union([Type.Enum(['any', 'weekday']), Weekday, Type.Array(Weekday, { minItems: 1 })]),
            at: TimeOfDay,
          },
          Strict,
        ),
      ),
      /** A date on the contact's card ± offset; `yearly` takes its next anniversary. A date that has passed does not wait. */
      date: Type.Optional(
        Type.Object(
          {
            detail: Name,
            offset: Type.Optional(Offset),
            at: Type.Optional(TimeOfDay),
            yearly: Type.Optional(Type.Boolean()),
          },
          Strict,
        ),
      ),
      next,
    },
    Strict,
  ),
  /** The first of several events, each with its own path, or the timeout's. Counts events since the step `since` (the latest send before it unless said). */
  'wait-for-event': Type.Object(
    {
      kind: Type.Literal('wait-for-event'),
      label,
      paths: Type.Array(Type.Object({ id: Id, event: AnyEvent, next }, Strict), {
        minItems: 1,
        maxItems: 20,
      }),
      since: Type.Optional(Id),
      timeout: Type.Object(
        { after: Duration, next },
        {
          ...Strict,
          description: 'After which time (`after`) a run goes on without an event, and where to (`next`).',
        },
      ),
    },
    Strict,
  ),
  /** Goes to `to`, at most `atMost` times in a run; after that to `next`. The only way to form a loop. */
  jump: Type.Object(
    { kind: Type.Literal('jump'), label, to: Id, atMost: Type.Integer({ minimum: 1, maximum: 1000 }), next },
    Strict,
  ),
  exit: Type.Object(
    { kind: Type.Literal('exit'), label, reason: Type.String({ minLength: 1, maxLength: 100 }) },
    Strict,
  ),
  /** When `when` becomes true anywhere in the run, the run goes on from here: at once if it waits, else at its next wait or branch. */
  goal: Type.Object({ kind: Type.Literal('goal'), label, when: ConditionRef, next }, Strict),

  // Actions
  'send-email': Type.Object(
    {
      kind: Type.Literal('send-email'),
      label,
      subject: Liquid(500),
      preheader: Type.Optional(Liquid(500)),
      text: Type.Optional(Liquid(100_000)),
      html: Type.Optional(Liquid(300_000)),
      mjml: Type.Optional(Liquid(300_000)),
      from: Type.Optional(Address),
      replyTo: Type.Optional(EmailAddress),
      purpose: Type.Optional(Type.Enum(['marketing', 'transactional'])),
      next,
      onRejected,
    },
    Strict,
  ),
  'send-sms': Type.Object(
    {
      kind: Type.Literal('send-sms'),
      label,
      text: Liquid(1600),
      sender: Type.Optional(Type.String({ minLength: 1, maxLength: 15 })),
      purpose: Type.Optional(Type.Enum(['marketing', 'transactional'])),
      next,
      onRejected,
    },
    Strict,
  ),
  /**
   * To every device of the contact that has the tenant's app. A tap opens `link`: on the web, or, with a scheme of the app's own, in
   * the app. `data` is for the app.
   */
  'send-push': Type.Object(
    {
      kind: Type.Literal('send-push'),
      label,
      title: Liquid(200),
      body: Liquid(2000),
      link: Type.Optional(Liquid(2000)),
      data: Type.Optional(
        Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,39}$' }), Liquid(1000), {
          ...Strict,
          maxProperties: 20,
        }),
      ),
      purpose: Type.Optional(Type.Enum(['marketing', 'transactional'])),
      next,
      onRejected,
    },
    Strict,
  ),
  /** To people of the team, never to the contact: consent does not apply. */
  'notify-email': Type.Object(
    {
      kind: Type.Literal('notify-email'),
      label,
      to: Type.Array(EmailAddress, { minItems: 1, maxItems: 20 }),
      subject: Liquid(500),
      text: Liquid(20_000),
      next,
      onRejected,
    },
    Strict,
  ),
  webhook: Type.Object(
    {
      kind: Type.Literal('webhook'),
      label,
      method: Type.Optional(Type.Enum(['POST', 'PUT', 'PATCH', 'GET', 'DELETE'])),
      url: Liquid(2000),
      headers: Type.Optional(
        Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,100}$' }), Liquid(2000), Strict),
      ),
      /** JSON with Liquid in its strings; without it the body is a summary of the contact and the run. */
      body: Type.Optional(Type.Unknown()),
      next,
      onRejected,
    },
    Strict,
  ),
  'add-tag': Type.Object(
    { kind: Type.Literal('add-tag'), label, tag: Name, score: Type.Optional(Type.Number()), next },
    Strict,
  ),
  'remove-tag': Type.Object({ kind: Type.Literal('remove-tag'), label, tag: Name, next }, Strict),
  'set-detail': Type.Object(
    { kind: Type.Literal('set-detail'), label, detail: Name, value: Value, next },
    Strict,
  ),
  /** `validFor`: after this time the points lapse. */
  'adjust-score': Type.Object(
    { kind: Type.Literal('adjust-score'), label, by: Type.Number(), validFor: Type.Optional(Duration), next },
    Strict,
  ),
  'add-to-list': Type.Object({ kind: Type.Literal('add-to-list'), label, list: Name, next }, Strict),
  'remove-from-list': Type.Object(
    { kind: Type.Literal('remove-from-list'), label, list: Name, next },
    Strict,
  ),
  /** Puts `external.occurred` of this name on the bus for the contact. */
  'emit-event': Type.Object(
    {
      kind: Type.Literal('emit-event'),
      label,
      name: Name,
      properties: Type.Optional(Type.Record(Type.String({ pattern: '^.{1,100}$' }), Value, Strict)),
      next,
    },
    Strict,
  ),
} as const;

export type StepKind = keyof typeof Steps;
export type StepOf<K extends StepKind> = Static<(typeof Steps)[K]>;
export type Step = { [K in StepKind]: StepOf<K> }[StepKind];

/** Any step, as one schema. */
export const AnyStep = Type.Unsafe<Step>(Type.Union(Object.values(Steps)));
