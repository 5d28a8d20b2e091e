/**
 * Conditions: what a branch, a trigger's `where` and a filter ask of the contact card, its activity, and the event at hand.
 * Leaves discriminate on `kind`; `all`, `any` and `not` combine them and nest.
 */
import Type, { type Static } from 'typebox';
import { Duration, Name, Scalar } from './scalar.ts';

/** How a value is compared. Text comparisons ignore case; `matches` is a linear-time regular expression (RE2 syntax). */
export const Operator = Type.Enum([
  'exists',
  'equals',
  'not-equals',
  'contains',
  'starts',
  'ends',
  'matches',
  'greater',
  'at-least',
  'less',
  'at-most',
  'in',
  'before',
  'after',
  'days-ago-at-least',
  'days-ago-at-most',
]);

const comparison = {
  op: Operator,
  value: Type.Optional(Type.Union([Scalar, Type.Array(Scalar, { minItems: 1, maxItems: 100 })])),
};

const Strict = { additionalProperties: false } as const;

export const Leaves = {
  /** A standard detail (`email`, `firstName`, `address.country`, `zone` …) or a custom one. */
  detail: Type.Object({ kind: Type.Literal('detail'), name: Name, ...comparison }, Strict),
  tag: Type.Object({ kind: Type.Literal('tag'), tag: Name }, Strict),
  score: Type.Object(
    {
      kind: Type.Literal('score'),
      op: Type.Enum(['reached', 'exceeded', 'exactly', 'below']),
      value: Type.Number(),
    },
    Strict,
  ),
  list: Type.Object({ kind: Type.Literal('list'), list: Name }, Strict),
  /** `message` is the id of a sending step of this workflow (this run's message), `workflow/step`, or absent for any. */
  'email-opened': Type.Object(
    {
      kind: Type.Literal('email-opened'),
      message: Type.Optional(Name),
      within: Type.Optional(Duration),
      machine: Type.Optional(
        Type.Boolean({ description: 'Count opens by machines too; false unless said.' }),
      ),
    },
    Strict,
  ),
  'email-clicked': Type.Object(
    {
      kind: Type.Literal('email-clicked'),
      message: Type.Optional(Name),
      link: Type.Optional(
        Type.String({ maxLength: 2000, description: 'A URL pattern; `*` stands for any characters.' }),
      ),
      within: Type.Optional(Duration),
    },
    Strict,
  ),
  /** An event of the catalogue happened to the contact. */
  'event-occurred': Type.Object(
    {
      kind: Type.Literal('event-occurred'),
      type: Name,
      name: Type.Optional(Name),
      where: Type.Optional(
        Type.Array(Type.Object({ property: Name, ...comparison }, Strict), { maxItems: 20 }),
      ),
      within: Type.Optional(Duration),
      times: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 1000, description: 'At least this often; 1 unless said.' }),
      ),
    },
    Strict,
  ),
  /** A property of the event that started or last resumed the run; `a.b` reaches into objects. */
  event: Type.Object({ kind: Type.Literal('event'), property: Name, ...comparison }, Strict),
  consent: Type.Object(
    {
      kind: Type.Literal('consent'),
      channel: Type.Enum(['email', 'sms', 'push', 'whatsapp']),
      is: Type.Enum(['in', 'out', 'unknown']),
    },
    Strict,
  ),
} as const;

export type Leaf = { [K in keyof typeof Leaves]: Static<(typeof Leaves)[K]> }[keyof typeof Leaves];
export type LeafKind = Leaf['kind'];
export type LeafOf<K extends LeafKind> = Extract<Leaf, { kind: K }>;

export type Condition =
  | Leaf
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** The schema of a condition; recursive, so it is referred to by name (`#/$defs/Condition`) in the published schema. */
export const ConditionRef = Type.Unsafe<Condition>(Type.Ref('Condition'));
