/** Changes of a card: what they do, what is refused and why, and that no sequence of them passes the limits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../functions/domain/contact/apply.ts';
import { type ContactChange, newCard } from '../../functions/domain/contact/change.ts';
import { cardBytes, LIMITS } from '../../functions/domain/contact/limits.ts';
import type { Card } from '../../workflow-compiler/predicate/facts.ts';
import { currentScore } from '../../workflow-compiler/predicate/score.ts';
import { START } from './home.ts';

const empty = newCard('c1', '2026-01-01T00:00:00.000Z');
const apply = (changes: readonly ContactChange[], card: Card = empty, at = START) =>
  applyChanges(card, changes, at);

describe('values', () => {
  it.each<[string, string | number | boolean, unknown]>([
    ['email', ' Ada@Example.com ', 'Ada@Example.com'],
    ['email', 'jürgen@bücher.example', 'jürgen@bücher.example'],
    ['phone', '+49 (30) 901820', '+4930901820'],
    ['zone', 'Europe/Berlin', 'Europe/Berlin'],
    ['birthday', '2000-02-29', '2000-02-29'],
    ['language', 'pt-BR', 'pt-BR'],
    ['firstName', 'Zoë', 'Zoë'],
  ])('%s takes %j', (detail, value, expected) => {
    const { card, problems } = apply([{ do: 'set', detail, value }]);
    expect(problems).toEqual([]);
    expect(card).toMatchObject({ [detail]: expected, updatedAt: '2026-06-15T12:00:00.000Z' });
  });

  it.each<[string, string | number, string]>([
    ['email', 'ada@example', 'value-invalid'],
    ['email', 'ada@@example.com', 'value-invalid'],
    ['email', 'a@b.com\nBcc: x@y.com', 'value-invalid'],
    ['email', 'Ada <ada@example.com>', 'value-invalid'],
    ['phone', '030 901820', 'value-invalid'],
    ['phone', '+49 1', 'value-invalid'],
    ['zone', 'Berlin', 'value-invalid'],
    ['zone', '+01:00', 'value-invalid'],
    ['birthday', '2001-02-29', 'value-invalid'],
    ['birthday', '31.12.1990', 'value-invalid'],
    ['language', 'english please', 'value-invalid'],
    ['address.country', 'Germany', 'value-invalid'],
    ['address.country', 'XQ', 'value-invalid'],
    ['address.planet', 'Mars', 'name-invalid'],
    ['id', 'c2', 'fixed'],
    ['createdAt', '2020-01-01', 'fixed'],
    ['__proto__', 'x', 'name-invalid'],
    ['a\u0000b', 'x', 'name-invalid'],
    ['x'.repeat(101), 'x', 'name-invalid'],
    ['note', 'x'.repeat(1001), 'value-invalid'],
    ['ratio', Number.NaN, 'value-invalid'],
    ['note', 'half \ud83d', 'value-invalid'],
    ['half \ud83d', 'x', 'name-invalid'],
    [' ', 'x', 'name-invalid'],
  ])('%s refuses %j', (detail, value, code) => {
    const { card, problems } = apply([{ do: 'set', detail, value }]);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(card).toBe(empty);
  });

  it('reads a number without its country code in the country of the address', () => {
    const { card } = apply([
      { do: 'set', detail: 'address.country', value: 'de' },
      { do: 'set', detail: 'phone', value: '030 901820' },
    ]);
    expect(card).toMatchObject({ phone: '+4930901820', address: { country: 'DE' } });
  });

  it('clears by an empty text, and leaves no empty address behind', () => {
    const { card } = apply([
      { do: 'set', detail: 'address.city', value: 'Köln' },
      { do: 'set', detail: 'plan', value: 'x' },
    ]);
    const cleared = apply(
      [
        { do: 'set', detail: 'address.city', value: '' },
        { do: 'clear', detail: 'plan' },
      ],
      card,
    ).card;
    expect(cleared).toEqual({ ...empty, updatedAt: '2026-06-15T12:00:00.000Z' });
  });
});

describe('changes', () => {
  it.each<[string, readonly ContactChange[], Partial<Card>]>([
    [
      'a tag keeps its date and adds its score',
      [
        { do: 'add-tag', tag: 'a', score: 2 },
        { do: 'add-tag', tag: 'a', score: 3 },
      ],
      { tags: { a: { at: '2026-06-15T12:00:00.000Z', score: 5 } } },
    ],
    [
      'a tag goes',
      [
        { do: 'add-tag', tag: 'a' },
        { do: 'remove-tag', tag: 'a' },
      ],
      { tags: {} },
    ],
    [
      'a list is joined once',
      [
        { do: 'join-list', list: 'n' },
        { do: 'join-list', list: 'n' },
      ],
      { lists: { n: { at: '2026-06-15T12:00:00.000Z' } } },
    ],
    [
      'a list is left',
      [
        { do: 'join-list', list: 'n' },
        { do: 'leave-list', list: 'n' },
      ],
      { lists: {} },
    ],
    [
      'consent with its proof',
      [{ do: 'consent', channel: 'email', state: 'in', source: 'form', at: '2026-01-02T00:00:00.000Z' }],
      { consents: { email: { state: 'in', at: '2026-01-02T00:00:00.000Z', source: 'form' } } },
    ],
    [
      'a score of one id counts once',
      [
        { do: 'adjust-score', by: 5, id: 'r1.2' },
        { do: 'adjust-score', by: 5, id: 'r1.2' },
      ],
      { score: { base: 0, parts: [{ points: 5, at: '2026-06-15T12:00:00.000Z', id: 'r1.2' }] } },
    ],
    [
      'points that have lapsed add nothing',
      [{ do: 'adjust-score', by: 5, until: '2026-06-15T12:00:00.000Z' }],
      { score: { base: 0, parts: [] } },
    ],
    [
      'suppression goes again',
      [
        { do: 'suppress', channel: 'email', reason: 'bounce' },
        { do: 'unsuppress', channel: 'email' },
      ],
      {},
    ],
  ])('%s', (_, changes, expected) => {
    const { card, problems } = apply(changes);
    expect(problems).toEqual([]);
    expect(card).toEqual({ ...empty, updatedAt: card.updatedAt, ...expected });
  });

  it.each<ContactChange>([
    { do: 'remove-tag', tag: 'constructor' },
    { do: 'leave-list', list: 'x' },
    { do: 'clear', detail: 'email' },
    { do: 'adjust-score', by: 0 },
    { do: 'unsuppress', channel: 'sms' },
  ])('%j on an empty card gives the very card', (change) => {
    expect(apply([change]).card).toBe(empty);
  });

  it.each<ContactChange>([
    { do: 'adjust-score', by: 1e300 },
    { do: 'adjust-score', by: Number.NaN },
    { do: 'set-score', to: Number.POSITIVE_INFINITY },
    { do: 'add-tag', tag: 'a', score: -1e10 },
  ])('%j is refused: points must add up', (change) => {
    expect(apply([change])).toMatchObject({ card: empty, problems: [{ code: 'value-invalid' }] });
  });

  it('the good ones stand beside the refused, which are named by position', () => {
    const { card, problems } = apply([
      { do: 'add-tag', tag: '' },
      { do: 'add-tag', tag: 'b' },
    ]);
    expect(Object.keys(card.tags)).toEqual(['b']);
    expect(problems).toMatchObject([{ index: 0, code: 'name-invalid' }]);
  });
});

describe('limits', () => {
  it.each<[string, (n: number) => ContactChange, number]>([
    ['tags', (n) => ({ do: 'add-tag', tag: `t${n}` }), LIMITS.tags],
    ['details', (n) => ({ do: 'set', detail: `d${n}`, value: n }), LIMITS.details],
    ['lists', (n) => ({ do: 'join-list', list: `l${n}` }), LIMITS.lists],
  ])('%s stop at the limit with a reason', (_, change, limit) => {
    const { problems } = apply(Array.from({ length: limit + 2 }, (__, n) => change(n)));
    expect(problems.map(({ index, code }) => [index, code])).toEqual([
      [limit, 'too-many'],
      [limit + 1, 'too-many'],
    ]);
    expect(problems[0]?.detail).toContain(String(limit));
  });

  it('the score never loses a point when its parts are folded', () => {
    const { card, problems } = apply(
      Array.from({ length: 450 }, (_, n): ContactChange => ({ do: 'adjust-score', by: 1, id: `i${n}` })),
    );
    expect(problems).toEqual([]);
    expect(card.score.parts).toHaveLength(LIMITS.scoreParts);
    expect(currentScore(card.score, START)).toBe(450);
  });

  it('passing points make room when they lapse, and are refused while they do not', () => {
    const passing = (n: number, until: string): ContactChange => ({
      do: 'adjust-score',
      by: 1,
      until,
      id: `i${n}`,
    });
    const full = apply(
      Array.from({ length: LIMITS.scoreParts }, (_, n) => passing(n, '2026-07-01T00:00:00.000Z')),
    ).card;
    expect(apply([passing(999, '2026-08-01T00:00:00.000Z')], full).problems).toMatchObject([
      { code: 'too-many' },
    ]);
    const later = apply(
      [passing(999, '2026-08-01T00:00:00.000Z')],
      full,
      Date.parse('2026-07-01T00:00:00.000Z'),
    );
    expect(later.card.score.parts).toHaveLength(1);
  });

  it('a card that would be too large is refused, and may shrink', () => {
    const big = Array.from(
      { length: 90 },
      (_, n): ContactChange => ({ do: 'set', detail: `d${n}`, value: 'x'.repeat(1000) }),
    );
    const { card, problems } = apply(big);
    expect(problems.every(({ code }) => code === 'too-large')).toBe(true);
    expect(problems.length).toBeGreaterThan(10);
    expect(cardBytes(card)).toBeLessThanOrEqual(LIMITS.bytes);
    expect(apply([{ do: 'clear', detail: 'd0' }], card).problems).toEqual([]);
  });

  it('hold for every sequence of changes, and equal input gives equal output', () => {
    const name = fc.oneof(
      fc.string({ maxLength: 120 }),
      fc.constantFrom('email', 'phone', 'address.city', 'zone', 'plan', '__proto__'),
    );
    const change: fc.Arbitrary<ContactChange> = fc.oneof(
      fc.record({
        do: fc.constant('set' as const),
        detail: name,
        value: fc.oneof(fc.string({ maxLength: 1200 }), fc.double(), fc.boolean()),
      }),
      fc.record({ do: fc.constant('clear' as const), detail: name }),
      fc.record({ do: fc.constant('add-tag' as const), tag: name, score: fc.double() }),
      fc.record({ do: fc.constant('remove-tag' as const), tag: name }),
      fc.record({
        do: fc.constant('adjust-score' as const),
        by: fc.integer(),
        until: fc.constantFrom('2026-06-14T00:00:00Z', '2026-06-16T00:00:00Z'),
      }),
      fc.record({ do: fc.constant('join-list' as const), list: name }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60, size: 'max' }), (changes) => {
        const { card } = apply(changes);
        expect(cardBytes(card)).toBeLessThanOrEqual(LIMITS.bytes);
        expect(Object.keys(card.tags).length).toBeLessThanOrEqual(LIMITS.tags);
        expect(card.score.parts.length).toBeLessThanOrEqual(LIMITS.scoreParts);
        expect(apply(changes)).toEqual(apply(changes));
        // What is stored is what is read.
        expect(JSON.parse(JSON.stringify(card))).toEqual(card);
      }),
      { numRuns: 300 },
    );
  });
});
