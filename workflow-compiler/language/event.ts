/**
 * Events of the catalogue that this release knows: what starts a workflow (`triggers`) or resumes a `wait-for-event`.
 * One entry each, with the parameters that narrow it. Discriminated on `on`.
 */
import Type, { type Static } from 'typebox';
import { ConditionRef } from './condition.ts';
import { DateTime, Name, Scalar } from './scalar.ts';

const Strict = { additionalProperties: false } as const;
const where = Type.Optional(ConditionRef);
/** A sending step of this workflow, or `workflow/step` for another's; absent means any message. */
const message = Type.Optional(Name);

export const Events = {
  'contact.added': Type.Object({ on: Type.Literal('contact.added'), where }, Strict),
  'contact.tagged': Type.Object(
    { on: Type.Literal('contact.tagged'), tag: Type.Optional(Name), where },
    Strict,
  ),
  'contact.detail-modified': Type.Object(
    {
      on: Type.Literal('contact.detail-modified'),
      detail: Name,
      from: Type.Optional(Scalar),
      to: Type.Optional(Scalar),
      where,
    },
    Strict,
  ),
  /** The score crossed `score` upwards: 95 to 105 reaches 100. */
  'contact.score-reached': Type.Object(
    { on: Type.Literal('contact.score-reached'), score: Type.Number(), where },
    Strict,
  ),
  'list.joined': Type.Object({ on: Type.Literal('list.joined'), list: Type.Optional(Name), where }, Strict),
  'email.opened': Type.Object(
    { on: Type.Literal('email.opened'), message, machine: Type.Optional(Type.Boolean()), where },
    Strict,
  ),
  'email.clicked': Type.Object(
    {
      on: Type.Literal('email.clicked'),
      message,
      link: Type.Optional(Type.String({ maxLength: 2000 })),
      where,
    },
    Strict,
  ),
  'email.bounced': Type.Object(
    {
      on: Type.Literal('email.bounced'),
      message,
      type: Type.Optional(Type.Enum(['permanent', 'transient'])),
      where,
    },
    Strict,
  ),
  'push.clicked': Type.Object(
    {
      on: Type.Literal('push.clicked'),
      message,
      link: Type.Optional(Type.String({ maxLength: 2000 })),
      where,
    },
    Strict,
  ),
  /** `url` is a pattern: `*` stands for any characters; the scheme and a trailing slash do not matter. */
  'web.page-visited': Type.Object(
    { on: Type.Literal('web.page-visited'), url: Type.String({ minLength: 1, maxLength: 2000 }), where },
    Strict,
  ),
  'form.submitted': Type.Object(
    { on: Type.Literal('form.submitted'), form: Type.Optional(Name), where },
    Strict,
  ),
  'external.occurred': Type.Object({ on: Type.Literal('external.occurred'), name: Name, where }, Strict),
  /** Once, for every contact that the workflow's filter admits; in the tenant's zone unless an offset is given. */
  'date.reached': Type.Object({ on: Type.Literal('date.reached'), at: DateTime, where }, Strict),
  /** By a person, the API or an import. */
  'manual.enrolled': Type.Object({ on: Type.Literal('manual.enrolled'), where }, Strict),
} as const;

export type EventKind = keyof typeof Events;
export type EventPattern = { [K in EventKind]: Static<(typeof Events)[K]> }[EventKind];
export type EventPatternOf<K extends EventKind> = Extract<EventPattern, { on: K }>;

/** Kinds that only start a workflow and never resume a run. */
export const TRIGGER_ONLY: ReadonlySet<EventKind> = new Set<EventKind>(['date.reached', 'manual.enrolled']);

/** Any event pattern, as one schema. */
export const AnyEvent = Type.Unsafe<EventPattern>(Type.Union(Object.values(Events)));
