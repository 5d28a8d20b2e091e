/** Conditions and what they are asked of, at random; names and values are few, so that they meet. */
import fc from 'fast-check';
import type { Condition } from '../../workflow-compiler/language/condition.ts';
import type { EventPattern } from '../../workflow-compiler/language/event.ts';
import type { Json } from '../../workflow-compiler/language/json.ts';
import type { Card, Facts } from '../../workflow-compiler/predicate/facts.ts';

const NAMES = ['plan', 'seats', 'spent', 'renewed', 'customer', 'toString', 'Größe'] as const;
const WORDS = ['gold', 'Gold', 'GOLD plus', 'İ', 'i̇', 'straße', 'STRASSE', 'ΑΣ', 'ας', 'K', 'K', ''] as const;

/** Words in all their cases, and any text at all. */
export const text = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

const scalars = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom('2026-06-10', '12', '(', 'gold'),
);
const values = fc.oneof(
  { weight: 4, arbitrary: scalars },
  fc.array(scalars, { minLength: 1, maxLength: 12 }),
);
const operators = fc.constantFrom(
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
  'days-ago-at-most' as const,
);
const name = fc.constantFrom(...NAMES);
const leaves: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('detail' as const),
    name: fc.oneof(name, fc.constantFrom('none', 'birthday', 'language', 'createdAt', 'address.city')),
    op: operators,
    value: values,
  }),
  fc.record({
    kind: fc.constant('event' as const),
    property: fc.oneof(name, fc.constantFrom('name', 'customer.tier', 'items.0', '0')),
    op: operators,
    value: values,
  }),
  fc.record({ kind: fc.constant('tag' as const), tag: name }),
  fc.record({ kind: fc.constant('list' as const), list: name }),
  fc.record({
    kind: fc.constant('consent' as const),
    channel: fc.constantFrom('email', 'sms' as const),
    is: fc.constantFrom('in', 'out', 'unknown' as const),
  }),
  fc.record({
    kind: fc.constant('score' as const),
    op: fc.constantFrom('reached', 'exceeded', 'exactly', 'below' as const),
    value: fc.integer(),
  }),
  fc.record({
    kind: fc.constant('email-opened' as const),
    message: fc.constantFrom('thanks', 'second', 'welcome/thanks'),
    within: fc.constantFrom('1 day', '3 weeks'),
  }),
);
/** Conditions of every shape, whose leaves name what `facts` may have. */
export const conditions = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaves,
    fc.record({ all: fc.array(tie('node'), { maxLength: 4 }) }),
    fc.record({ any: fc.array(tie('node'), { maxLength: 4 }) }),
    fc.record({ not: tie('node') }),
  ),
})).node;

const NAMED = ['gold', 'Gold', 'plan'] as const;
const asked = fc.record({
  kind: fc.constant('event' as const),
  property: name,
  op: operators,
  value: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('gold', 'g', 'Plan', '2'), values),
});
const where = fc.oneof(
  asked,
  fc.record({ all: fc.array(fc.oneof({ weight: 4, arbitrary: asked }, conditions), { maxLength: 4 }) }),
  conditions,
);

/** Many patterns of one type. */
export const patterns: fc.Arbitrary<readonly EventPattern[]> = fc
  .constantFrom('external.occurred', 'list.joined', 'contact.detail-modified', 'email.opened' as const)
  .chain((on) => fc.array(patternOf(on), { minLength: 10, maxLength: 70, size: 'max' }));

function patternOf(on: 'external.occurred' | 'list.joined' | 'contact.detail-modified' | 'email.opened') {
  const one = fc.record(
    { name: fc.constantFrom(...NAMED), where, message: fc.constantFrom('gold', 'plan/gold') },
    { requiredKeys: ['name'] },
  );
  return one.map(({ name, where, message }): EventPattern => {
    const also = where === undefined ? {} : { where };
    if (on === 'external.occurred') return { on, name, ...also };
    if (on === 'list.joined') return name === 'plan' ? { on, ...also } : { on, list: name, ...also };
    if (on === 'contact.detail-modified')
      return { on, detail: name, ...(message === undefined ? {} : { to: 'gold' }), ...also };
    return message === undefined ? { on, ...also } : { on, message, ...also };
  });
}

const NOW = Date.parse('2026-06-15T12:00:00Z');
const stamp = { at: '2026-06-01T00:00:00.000Z', score: 0 };
const moment = fc.constantFrom(
  '2026-06-10T00:00:00.000Z',
  '2026-02-29T00:00:00.000Z',
  '2026-06-10T23:59:59.999Z',
  '2026-06-10',
);

const card: fc.Arbitrary<Card> = fc
  .record({
    language: text,
    birthday: moment,
    createdAt: moment,
    details: fc.dictionary(name, fc.oneof(scalars, moment)),
    tags: fc.dictionary(name, fc.constant(stamp)),
    lists: fc.dictionary(name, fc.constant(stamp)),
    base: fc.integer({ min: -5, max: 5 }),
    consent: fc.constantFrom('in', 'out' as const),
  })
  .map(({ base, consent, ...rest }) => ({
    id: 'c1',
    ...rest,
    address: { city: 'Köln' },
    score: { base, parts: [{ points: 0.5, at: stamp.at, until: '2026-06-15T12:00:00.000Z' }] },
    consents: { email: { state: consent, at: stamp.at, source: 'form' } },
    updatedAt: stamp.at,
  }));

const json: fc.Arbitrary<Json> = fc.oneof(
  scalars,
  fc.integer({ min: -3, max: 3 }),
  fc.constant(null),
  fc.array(scalars, { maxLength: 3 }),
  fc.dictionary(name, scalars),
);

/** Facts with and without an event, whose properties stand in any of the three places. */
export const facts: fc.Arbitrary<Facts> = fc
  .record({
    card,
    properties: fc.dictionary(name, json),
    sent: fc.oneof(fc.dictionary(name, json), json),
    fields: fc.dictionary(name, json),
    own: fc.constantFrom(...NAMED),
    event: fc.boolean(),
  })
  .map(({ card, properties, sent, fields, own, event }) => ({
    card,
    activity: [],
    now: NOW,
    ...(event
      ? {
          event: {
            id: 'e1',
            type: 'external.occurred',
            at: stamp.at,
            properties: {
              ...properties,
              name: own,
              list: own,
              detail: own,
              step: own,
              workflow: 'plan',
              properties: sent,
              fields,
            },
          },
        }
      : {}),
  }));
