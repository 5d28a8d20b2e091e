/** Conditions: every leaf and operator by table, the clauses that decided, and the laws of logic for all of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../workflow-compiler/language/condition.ts';
import type { Comparison } from '../../workflow-compiler/predicate/comparison.ts';
import { compileCondition } from '../../workflow-compiler/predicate/compile.ts';
import type { Activity, Card, Facts } from '../../workflow-compiler/predicate/facts.ts';
import { activityNeeds } from '../../workflow-compiler/predicate/needs.ts';
import { patternProblem } from '../../workflow-compiler/predicate/pattern.ts';
import { conditions } from './generate.ts';

const NOW = Date.parse('2026-06-15T12:00:00Z');

const card: Card = {
  id: 'c1',
  email: 'Ada@Example.com',
  firstName: 'Ada',
  birthday: '1990-06-12',
  address: { country: 'DE', city: 'Köln' },
  details: {
    plan: 'Gold',
    seats: '12',
    spent: 99.5,
    vip: true,
    renewed: '2026-06-10',
    note: '',
    code: '007',
  },
  tags: { customer: { at: '2026-01-01T00:00:00.000Z', score: 5 } },
  score: {
    base: 40,
    parts: [
      { points: 20, at: '2026-06-01T00:00:00.000Z', until: '2026-06-15T12:00:00.000Z' },
      { points: 10.1, at: '2026-06-01T00:00:00.000Z', until: '2026-06-15T12:00:00.001Z' },
    ],
  },
  lists: { newsletter: { at: '2026-02-01T00:00:00.000Z' } },
  consents: { email: { state: 'in', at: '2026-02-01T00:00:00.000Z', source: 'form' } },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-06-01T00:00:00.000Z',
};

const activity: readonly Activity[] = [
  {
    id: 'a5',
    type: 'external.occurred',
    at: '2026-06-15T11:00:00.000Z',
    properties: { name: 'purchase', properties: { amount: 120, items: [{ sku: 'A-1' }] } },
  },
  {
    id: 'a4',
    type: 'email.clicked',
    at: '2026-06-14T12:00:00.000Z',
    properties: {
      workflow: 'welcome',
      step: 'thanks',
      run: 'r1',
      link: 'https://shop.example/Offer/?utm_source=mail',
    },
  },
  {
    id: 'a3',
    type: 'email.opened',
    at: '2026-06-14T11:59:59.999Z',
    properties: { workflow: 'welcome', step: 'thanks', run: 'r1' },
  },
  {
    id: 'a2',
    type: 'email.opened',
    at: '2026-06-13T00:00:00.000Z',
    properties: { workflow: 'welcome', step: 'second', run: 'r1', machine: true },
  },
  {
    id: 'a1',
    type: 'external.occurred',
    at: '2026-05-01T00:00:00.000Z',
    properties: { name: 'purchase', properties: { amount: 20 } },
  },
];

const facts: Facts = {
  card,
  activity,
  event: {
    id: 'e1',
    type: 'external.occurred',
    at: '2026-06-15T12:00:00.000Z',
    properties: {
      name: 'purchase',
      properties: { amount: '19.90', name: 'T-shirt', customer: { tier: 'Gold' }, tags: ['New', 'Sale'] },
    },
  },
  run: { id: 'r1', workflow: 'welcome' },
  now: NOW,
};

const holds = (condition: Condition, over: Partial<Facts> = {}) => {
  const compiled = compileCondition(condition);
  const asked = { ...facts, ...over };
  const { holds } = compiled.judge(asked);
  expect(compiled.holds(asked)).toBe(holds);
  return holds;
};

const detail = (name: string, op: Comparison['op'], value?: Comparison['value']): Condition => ({
  kind: 'detail',
  name,
  op,
  ...(value === undefined ? {} : { value: typeof value === 'object' ? [...value] : value }),
});

describe('operators', () => {
  it.each<[string, Comparison['op'], Comparison['value'], boolean]>([
    ['plan', 'exists', undefined, true],
    ['note', 'exists', undefined, false],
    ['missing', 'exists', undefined, false],
    ['missing', 'exists', false, true],
    ['constructor', 'exists', undefined, false],
    ['plan', 'equals', 'gOLD', true],
    ['seats', 'equals', 12, true],
    ['seats', 'equals', '12.0', false],
    ['spent', 'equals', '99.50', true],
    ['code', 'equals', '7', false],
    ['code', 'equals', 7, true],
    ['vip', 'equals', true, true],
    ['vip', 'equals', 'true', true],
    ['vip', 'equals', false, false],
    ['missing', 'not-equals', 'x', true],
    ['plan', 'not-equals', 'gold', false],
    ['email', 'contains', 'EXAMPLE', true],
    ['email', 'starts', 'ada@', true],
    ['email', 'ends', '.COM', true],
    ['address.city', 'starts', 'KÖ', true],
    ['email', 'matches', '^ada@.*\\.(com|org)$', true],
    ['email', 'matches', '(', false],
    ['seats', 'greater', 9, true],
    ['seats', 'greater', 12, false],
    ['seats', 'at-least', '12', true],
    ['plan', 'greater', 1, false],
    ['spent', 'less', 99.51, true],
    ['spent', 'at-most', 99.5, true],
    ['missing', 'at-most', 99.5, false],
    ['address.country', 'in', ['FR', 'de'], true],
    ['address.country', 'in', ['FR'], false],
    ['renewed', 'before', '2026-06-11', true],
    ['renewed', 'after', '2026-06-10', false],
    ['createdAt', 'after', '2025-12-31T23:59:59Z', true],
    ['createdAt', 'after', '2026-01-01', false],
    ['plan', 'before', '2026-01-01', false],
    ['renewed', 'days-ago-at-least', 5, true],
    ['renewed', 'days-ago-at-least', 6, false],
    ['renewed', 'days-ago-at-most', 5, true],
    ['renewed', 'days-ago-at-most', 4, false],
  ])('%s %s %j is %s', (name, op, value, expected) => {
    expect(holds(detail(name, op, value))).toBe(expected);
  });

  it('counts no days for what lies ahead', () => {
    const ahead = { card: { ...card, details: { renewed: '2026-06-16' } } };
    expect(holds(detail('renewed', 'days-ago-at-most', 5), ahead)).toBe(false);
  });

  it('names what is wrong with a regular expression, and is not stalled by one', () => {
    expect(patternProblem('(a')).toMatch(/missing/);
    expect(patternProblem('a+')).toBeUndefined();
    const long = { card: { ...card, details: { plan: `${'a'.repeat(900)}!` } } };
    expect(holds(detail('plan', 'matches', '^(a+)+$'), long)).toBe(false);
  });
});

describe('leaves', () => {
  it.each<[Condition, boolean]>([
    [{ kind: 'tag', tag: 'customer' }, true],
    [{ kind: 'tag', tag: 'Customer' }, false],
    [{ kind: 'tag', tag: 'toString' }, false],
    [{ kind: 'list', list: 'newsletter' }, true],
    [{ kind: 'list', list: 'other' }, false],
    [{ kind: 'score', op: 'exactly', value: 50.1 }, true],
    [{ kind: 'score', op: 'reached', value: 50.1 }, true],
    [{ kind: 'score', op: 'exceeded', value: 50.1 }, false],
    [{ kind: 'score', op: 'below', value: 51 }, true],
    [{ kind: 'consent', channel: 'email', is: 'in' }, true],
    [{ kind: 'consent', channel: 'sms', is: 'unknown' }, true],
    [{ kind: 'email-opened' }, true],
    [{ kind: 'email-opened', message: 'thanks' }, true],
    [{ kind: 'email-opened', message: 'thanks', within: '1 day' }, false],
    [{ kind: 'email-opened', message: 'second' }, false],
    [{ kind: 'email-opened', message: 'second', machine: true }, true],
    [{ kind: 'email-opened', message: 'welcome/thanks' }, true],
    [{ kind: 'email-opened', message: 'other/thanks' }, false],
    [{ kind: 'email-clicked', within: '1 day' }, true],
    [{ kind: 'email-clicked', link: 'shop.example/offer' }, true],
    [{ kind: 'email-clicked', link: 'http://shop.example/*' }, true],
    [{ kind: 'email-clicked', link: 'shop.example/other*' }, false],
    [{ kind: 'event-occurred', type: 'external.occurred', name: 'purchase', times: 2 }, true],
    [{ kind: 'event-occurred', type: 'external.occurred', name: 'purchase', times: 3 }, false],
    [
      { kind: 'event-occurred', type: 'external.occurred', name: 'purchase', times: 2, within: '30 days' },
      false,
    ],
    [
      {
        kind: 'event-occurred',
        type: 'external.occurred',
        where: [{ property: 'amount', op: 'greater', value: 100 }],
      },
      true,
    ],
    [
      {
        kind: 'event-occurred',
        type: 'external.occurred',
        where: [{ property: 'items.0.sku', op: 'equals', value: 'a-1' }],
      },
      true,
    ],
    [{ kind: 'event', property: 'amount', op: 'less', value: 20 }, true],
    [{ kind: 'event', property: 'name', op: 'equals', value: 'purchase' }, true],
    [{ kind: 'event', property: 'properties.name', op: 'equals', value: 't-shirt' }, true],
    [{ kind: 'event', property: 'customer.tier', op: 'equals', value: 'gold' }, true],
    [{ kind: 'event', property: 'tags', op: 'contains', value: 'sale' }, true],
    [{ kind: 'event', property: 'tags', op: 'contains', value: 'sal' }, false],
    [{ kind: 'event', property: 'missing', op: 'exists' }, false],
  ])('%j is %s', (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  it('means the message of this run, and none outside a run', () => {
    const other = { run: { id: 'r2', workflow: 'welcome' } };
    expect(holds({ kind: 'email-opened', message: 'thanks' }, other)).toBe(false);
    expect(holds({ kind: 'email-opened', message: 'welcome/thanks' }, other)).toBe(true);
    const { run: _, ...outside } = facts;
    expect(compileCondition({ kind: 'email-opened', message: 'thanks' }).judge(outside).holds).toBe(false);
  });
});

describe('findings', () => {
  const gold = detail('plan', 'equals', 'gold');
  const vip: Condition = { kind: 'tag', tag: 'vip' };
  const far: Condition = { kind: 'score', op: 'reached', value: 100 };

  it('tell the clause that decided, by its pointer, and what it saw', () => {
    expect(
      compileCondition({ all: [gold, { any: [vip, far] }, { kind: 'list', list: 'x' }] }).judge(facts),
    ).toEqual({
      holds: false,
      findings: [
        { at: '/all/1/any/0', holds: false },
        { at: '/all/1/any/1', holds: false, saw: 50.1 },
      ],
    });
    expect(compileCondition({ any: [vip, { not: far }, gold] }).judge(facts)).toEqual({
      holds: true,
      findings: [{ at: '/any/1/not', holds: false, saw: 50.1 }],
    });
  });

  it('are short', () => {
    const long = { ...facts, card: { ...card, details: { plan: 'x'.repeat(900) } } };
    expect(compileCondition(gold).judge(long).findings[0]?.saw).toBe(`${'x'.repeat(99)}…`);
  });
});

describe('activityNeeds', () => {
  it.each<[Condition, object]>([
    [{ kind: 'tag', tag: 'x' }, { types: [] }],
    [
      {
        all: [
          { kind: 'email-opened', within: '1 day' },
          { not: { kind: 'email-clicked', within: '2 hours' } },
        ],
      },
      { types: ['email.clicked', 'email.opened'], withinMs: 86_400_000 },
    ],
    [
      {
        any: [
          { kind: 'email-opened', within: '1 day' },
          { kind: 'event-occurred', type: 'list.joined' },
        ],
      },
      { types: ['email.opened', 'list.joined'] },
    ],
  ])('%j', (condition, expected) => {
    expect(activityNeeds(condition)).toEqual(expected);
  });
});

describe('laws', () => {
  it('not c is the opposite of c, decided by the same clauses; twice not is c', () => {
    fc.assert(
      fc.property(conditions, (c) => {
        const verdict = compileCondition(c).judge(facts);
        const opposite = compileCondition({ not: c }).judge(facts);
        expect(opposite.holds).toBe(!verdict.holds);
        expect(opposite.findings.map(({ at }) => at)).toEqual(verdict.findings.map(({ at }) => `/not${at}`));
        expect(holds({ not: { not: c } })).toBe(verdict.holds);
      }),
    );
  });

  it('De Morgan, for any parts', () => {
    fc.assert(
      fc.property(fc.array(conditions, { maxLength: 4 }), (parts) => {
        expect(holds({ not: { all: parts } })).toBe(holds({ any: parts.map((not) => ({ not })) }));
      }),
    );
  });

  it('rows that a condition does not need change nothing', () => {
    fc.assert(
      fc.property(conditions, (c) => {
        const { types, withinMs } = activityNeeds(c);
        const needed = activity.filter(
          (row) => types.includes(row.type) && Date.parse(row.at) >= NOW - (withinMs ?? NOW),
        );
        expect(compileCondition(c).judge({ ...facts, activity: needed })).toEqual(
          compileCondition(c).judge(facts),
        );
      }),
    );
  });
});
