/** What the checker calls impossible no facts satisfy, and ordinary contradictions are found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caps } from '../../workflow-compiler/caps.ts';
import { isSatisfiable } from '../../workflow-compiler/check/logic/satisfiable.ts';
import { isEverOpen } from '../../workflow-compiler/check/ways/clock.ts';
import { check } from '../../workflow-compiler/compile.ts';
import type { Condition } from '../../workflow-compiler/language/condition.ts';
import { compileCondition } from '../../workflow-compiler/predicate/compile.ts';
import type { Card, Facts } from '../../workflow-compiler/predicate/facts.ts';

const VALUES = ['a', 'A', 'b', '', '5', '05', '7.0', 5, 6, 7, true, 'true'] as const;
const OPS = [
  'equals',
  'not-equals',
  'greater',
  'at-least',
  'less',
  'at-most',
  'exists',
  'in',
  'contains',
  'before',
] as const;

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .record({ op: fc.constantFrom(...OPS), value: fc.constantFrom(...VALUES), about: fc.nat(2) })
    .map(({ op, value, about }): Condition => {
      const compared =
        op === 'exists'
          ? { op, value: value === true }
          : op === 'in'
            ? { op, value: [value, 6] }
            : { op, value };
      return about === 0
        ? { kind: 'event', property: 'p', ...compared }
        : { kind: 'detail', name: about === 1 ? 'd' : 'birthday', ...compared };
    }),
  fc.constantFrom<Condition>({ kind: 'tag', tag: 'x' }, { kind: 'list', list: 'l' }),
  fc
    .record({
      op: fc.constantFrom('reached', 'exceeded', 'exactly', 'below'),
      value: fc.integer({ min: 0, max: 3 }),
    })
    .map((score): Condition => ({ kind: 'score', ...score })),
  fc.constantFrom('in', 'out', 'unknown').map((is): Condition => ({ kind: 'consent', channel: 'email', is })),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('condition'), { minLength: 1, maxLength: 4 }).map((all): Condition => ({ all })),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any): Condition => ({ any })),
    tie('condition').map((not): Condition => ({ not })),
  ),
}));

const NOW = 1_800_000_000_000;

function facts(
  detail: number,
  birthday: boolean,
  property: number,
  tag: boolean,
  score: number,
  consent: number,
): Facts {
  const states = ['in', 'out'] as const;
  const state = states[consent];
  const value = VALUES[detail];
  const seen = VALUES[property];
  const at = '2026-01-01T00:00:00.000Z';
  const card: Card = {
    id: 'c',
    details: value === undefined ? {} : { d: value },
    ...(birthday ? { birthday: '1990-05-06' } : {}),
    tags: tag ? { x: { at, score: 0 } } : {},
    lists: tag ? {} : { l: { at } },
    score: { base: score, parts: [] },
    consents: state === undefined ? {} : { email: { state, at, source: 'test' } },
    createdAt: at,
    updatedAt: at,
  };
  const event = { id: 'e', type: 'external.occurred', at, properties: seen === undefined ? {} : { p: seen } };
  return { card, activity: [], event, now: NOW };
}

const someFacts = fc
  .tuple(
    fc.nat(VALUES.length),
    fc.boolean(),
    fc.nat(VALUES.length),
    fc.boolean(),
    fc.constantFrom(-1, 0, 1, 1.5, 2, 3, 4),
    fc.nat(2),
  )
  .map((parts) => facts(...parts));

describe('an impossible condition', () => {
  it('is satisfied by no facts', () => {
    const seen = { impossible: 0 };
    fc.assert(
      fc.property(condition, fc.array(someFacts, { minLength: 20, maxLength: 40 }), (one, worlds) => {
        if (isSatisfiable(one)) return;
        seen.impossible += 1;
        for (const world of worlds) expect(compileCondition(one).judge(world).holds).toBe(false);
      }),
      { numRuns: 1500 },
    );
    expect(seen.impossible).toBeGreaterThan(30);
  });

  const d = (op: 'equals' | 'greater' | 'less' | 'not-equals', value: string | number): Condition => ({
    kind: 'detail',
    name: 'd',
    op,
    value,
  });

  it.each<[boolean, Condition]>([
    [false, { all: [d('equals', 'gold'), d('equals', 'silver')] }],
    [true, { all: [d('equals', 'Gold'), d('equals', 'gold')] }],
    [false, { all: [d('greater', 5), d('less', 5)] }],
    [true, { all: [d('greater', 5), d('less', 6)] }],
    [false, { all: [d('equals', 4), d('greater', 5)] }],
    [false, { all: [d('equals', 'a'), { not: d('not-equals', 'b') }] }],
    [false, { not: { any: [d('equals', 'a'), { not: d('equals', 'a') }] } }],
    [true, { any: [{ all: [d('equals', 'a'), d('equals', 'b')] }, d('equals', 'c')] }],
    [false, { kind: 'detail', name: 'address.country', op: 'in', value: ['Germany', 'Austria'] }],
    [true, { kind: 'detail', name: 'address.country', op: 'in', value: ['Germany', 'at'] }],
    [true, { kind: 'detail', name: 'zone', op: 'equals', value: 'EST5EDT' }],
    [
      true,
      {
        all: [
          { kind: 'detail', name: 'birthday', op: 'before', value: '2000-01-01' },
          { kind: 'detail', name: 'birthday', op: 'exists' },
        ],
      },
    ],
  ])('%s: %j', (possible, one) => {
    expect(isSatisfiable(one)).toBe(possible);
  });
});

describe('the sending window', () => {
  const monday = 1;
  const tuesday = 2;
  it.each<[boolean, string, string, number, number]>([
    [true, '09:00', '18:00', monday, 9 * 60],
    [false, '09:00', '18:00', monday, 18 * 60],
    [false, '09:00', '18:00', tuesday, 9 * 60],
    [true, '22:00', '02:00', monday, 23 * 60],
    [true, '22:00', '02:00', tuesday, 60],
    [false, '22:00', '02:00', monday, 60],
    [true, '09:00', '18:00', monday | tuesday, 9 * 60],
  ])('%s: mondays from %s to %s, days %i, minute %i', (open, from, to, days, minute) => {
    expect(isEverOpen({ days: ['monday'], hours: { from, to } }, { days, minute, wait: 'w' })).toBe(open);
  });
});

describe('messages in a day', () => {
  const steps = (wait: string, count: number): string =>
    Array.from(
      { length: count },
      (_, i) =>
        `  m${i}: { kind: send-sms, text: Hello, next: w${i} }\n  w${i}: { kind: wait, ${wait}, next: ${i + 1 < count ? `m${i + 1}` : 'end'} }\n`,
    ).join('');
  const many = (wait: string, count: number, messagesPerDay: number): boolean =>
    check(`language: 1\nname: w\ntriggers: [{ on: list.joined }]\nstart: m0\nsteps:\n${steps(wait, count)}`, {
      messagesPerDay,
    }).diagnostics.some(({ code }) => code === 'MSG-06');

  it.each<[boolean, string, number, number]>([
    [true, 'for: 6 hours', 5, 3],
    [false, 'for: 6 hours', 5, 4],
    [false, 'for: 1 day', 30, 1],
    [true, 'for: 23 hours', 2, 1],
    [true, 'until: 2026-12-24T09:00', 3, 2],
    [false, 'day: { on: any, at: "09:00" }', 30, 2],
    [true, 'day: { on: any, at: "09:00" }', 30, 1],
  ])('%s: a wait %s after each of %i, at most %i', (found, wait, count, cap) => {
    expect(many(wait, count, cap)).toBe(found);
  });
});

describe('messages under caps', () => {
  /** Where a warning stands, and the part of it that names the limit. */
  const warned = (steps: string, caps: Caps): readonly string[] =>
    check(`language: 1\nname: w\ntriggers: [{ on: list.joined }]\nstart: a\nsteps:\n${steps}`, {
      caps,
    }).diagnostics.flatMap(({ code, at, detail }) =>
      code === 'MSG-06' ? [`${at}: ${detail.replace(/^.* on, /, '')}`] : [],
    );
  const mail = (next: string, more = '') => `{ kind: send-email, subject: S, text: T, next: ${next}${more} }`;
  const wait = (days: number, next: string) => `{ kind: wait, for: ${days} days, next: ${next} }`;
  const three = `  a: ${mail('b')}\n  b: ${wait(2, 'c')}\n  c: ${mail('d')}\n  d: ${wait(2, 'e')}\n  e: ${mail('end')}\n`;
  const text = '{ kind: send-sms, text: T, next: end }';

  it.each<[string, string, Caps, readonly string[]]>([
    ['a day apart is within a cap for a day', three, { email: { perDay: 1 } }, []],
    [
      'three in four days are too many for two in a week',
      three,
      { email: { perWeek: 2 } },
      [
        '/steps/a: 3 marketing e-mails in 7 days are possible; the cap is 2, and what is over it is not sent.',
      ],
    ],
    ['and not for three', three, { email: { perWeek: 3 } }, []],
    [
      'what is over is held, where the cap says so',
      `  a: ${mail('b')}\n  b: ${mail('end')}\n`,
      { email: { perDay: 1, over: 'hold' } },
      [
        '/steps/a: 2 marketing e-mails in 24 hours are possible; the cap is 1, and what is over it is held until there is room.',
      ],
    ],
    [
      'each channel by itself',
      `  a: ${mail('b')}\n  b: ${text}\n`,
      { email: { perDay: 1 }, sms: { perDay: 1 } },
      [],
    ],
    [
      'an order confirmation counts for nothing',
      `  a: ${mail('b')}\n  b: ${mail('end', ', purpose: transactional')}\n`,
      { email: { perDay: 1 } },
      [],
    ],
  ])('%s', (_name, steps, caps, found) => {
    expect(warned(steps, caps)).toEqual(found);
  });
});

describe('mail after an opt-out', () => {
  /** `out` leads over a tag and a wait to whatever `then` is, and `mail` is the only message. */
  const found = (then: string, sending = ''): readonly string[] =>
    check(`
language: 1
name: w
triggers: [{ on: list.joined }]
${sending}
start: asked
steps:
  asked:
    kind: branch
    paths: [{ id: out, when: { kind: consent, channel: email, is: out }, next: mark }]
    otherwise: mail
  mark: { kind: add-tag, tag: x, next: pause }
  pause: { kind: wait, for: 30 days, next: ${then} }
  again:
    kind: branch
    paths: [{ id: in, when: { kind: consent, channel: email, is: in }, next: mail }]
    otherwise: end
  still:
    kind: branch
    paths: [{ id: sms, when: { kind: consent, channel: sms, is: in }, next: mail }]
    otherwise: again
  last: { kind: jump, to: still, atMost: 1, next: end }
  mail: { kind: send-email, subject: x, text: x, next: rest }
  rest: { kind: wait, for: 1 day, next: last }
`)
      .diagnostics.filter(({ code }) => code === 'MSG-05')
      .map(({ at }) => at);

  it('is found however late it comes', () => {
    expect(found('mail')).toEqual(['/steps/asked/paths/0/next']);
  });

  it('is none where a branch asked again, about that channel', () => {
    expect(found('again')).toEqual([]);
    expect(found('still')).toEqual(['/steps/asked/paths/0/next']);
  });

  it('is one for unknown consent too, where consent must be recorded', () => {
    expect(found('mail', 'sending: { consent: opted-in }')).toEqual(['/steps/asked/paths/0/next']);
  });
});
