/** Contact cards of about two kilobytes, the same at each call, and a condition of ten questions about them. */
import type { Condition } from '../../../workflow-compiler/language/condition.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import { drawing } from './drawing.ts';

const AT = '2026-01-01T00:00:00.000Z';
export const NOW = Date.parse('2026-11-01T00:00:00.000Z');

/** `decided`: everybody meets all questions but the last, which half do, and the first of each two alternatives is mostly missed. */
export function people(many: number, decided: boolean): readonly Card[] {
  const draw = drawing(4242);
  const below = (n: number) => Math.floor(draw() * n);
  const pick = (of: readonly string[]) => of[below(of.length)] ?? '';
  return Array.from({ length: many }, (_, index): Card => {
    const fields = Array.from(
      { length: 20 },
      (_, n) => [`field${n}`, `value-${below(1000)}-${'x'.repeat(10)}`] as const,
    );
    const stamps = (prefix: string, many: number, of: number) =>
      Object.fromEntries(
        Array.from({ length: many }, () => [`${prefix}${below(of)}`, { at: AT, score: 0 }] as const),
      );
    return {
      id: `c${index}`,
      email: `user${index}@example.com`,
      firstName: `First${index}`,
      lastName: `Last${index}`,
      language: decided ? 'en-GB' : pick(['en-GB', 'de-DE', 'fr-FR']),
      zone: 'Europe/Berlin',
      address: {
        country: pick(['DE', 'FR', 'GB']),
        city: `City${below(100)}`,
        postalCode: String(10_000 + below(90_000)),
      },
      details: {
        ...Object.fromEntries(fields),
        plan: decided ? 'free' : pick(['free', 'pro', 'team']),
        seats: below(100),
        age: decided ? 30 : 18 + below(60),
        spent: decided ? 2000 : below(5000),
        industry: decided ? pick(['saas', 'health']) : pick(['saas', 'retail', 'health']),
        orders: decided ? 9 : below(20),
        opened: decided ? 1_770_000_000 : 1_700_000_000 + below(100_000_000),
      },
      tags: stamps('tag', 10, 40),
      score: { base: decided ? 50 : below(100), parts: [] },
      lists: stamps('list', 3, 20),
      consents: { email: { state: decided || draw() < 0.7 ? 'in' : 'out', at: AT, source: 'form' } },
      createdAt: AT,
      updatedAt: AT,
    };
  });
}

/** Ten questions, two pairs of them alternatives. */
export const CONDITION: Condition = {
  all: [
    { kind: 'consent', channel: 'email', is: 'in' },
    {
      any: [
        { kind: 'detail', name: 'plan', op: 'in', value: ['pro', 'team'] },
        { kind: 'detail', name: 'spent', op: 'at-least', value: 1000 },
      ],
    },
    { kind: 'score', op: 'reached', value: 10 },
    { kind: 'detail', name: 'age', op: 'less', value: 75 },
    {
      any: [
        { kind: 'tag', tag: 'tag7' },
        { kind: 'detail', name: 'orders', op: 'at-least', value: 5 },
      ],
    },
    { kind: 'detail', name: 'language', op: 'starts', value: 'en' },
    { kind: 'detail', name: 'opened', op: 'at-least', value: 1_750_000_000 },
    { kind: 'detail', name: 'industry', op: 'not-equals', value: 'health' },
  ],
};
