/**
 * One way of asking a condition of cards in memory: `product` as the product does, `judge` with the clauses that decided, `generated`
 * by JavaScript made from it (with `new Function`, which the product never does), `sift` by that package with the same meaning
 * (text without regard to case is a regular expression there), `sift, exact` with texts compared as they are.
 */

import { compileCondition } from '../../../workflow-compiler/predicate/compile.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import type { Measure } from '../in-turn.ts';
import { perCpuSecond } from '../repeated.ts';
import { loadSift } from '../sift.ts';
import { CONDITION, NOW, people } from '../workloads/people.ts';

export type ConditionErrand = { readonly way: keyof typeof WAYS; readonly cards: number };
export type Asked = { readonly perCpuSecond: number; readonly holds: number };

export const measure: Measure<ConditionErrand, Asked> = async ({ way, cards }) => {
  const all = people(cards, true);
  const ask = await WAYS[way]();
  const facts = all.map((card) => ({ card, activity: [], now: NOW }));
  const round = (): number => {
    let holds = 0;
    for (const one of facts) if (ask(one)) holds += 1;
    return holds;
  };
  return { holds: round(), perCpuSecond: perCpuSecond(cards, round) };
};

type Ask = (facts: {
  readonly card: Card;
  readonly activity: readonly never[];
  readonly now: number;
}) => boolean;

const WAYS = {
  product: (): Ask => compileCondition(CONDITION).holds,
  judge: (): Ask => {
    const { judge } = compileCondition(CONDITION);
    return (facts) => judge(facts).holds;
  },
  generated: (): Ask => {
    const make = new Function('sameText', `return ({ card, now }) => ${GENERATED}`);
    return make();
  },
  'generated, exact': (): Ask => new Function(`return ({ card, now }) => ${EXACT}`)(),
  sift: async (): Promise<Ask> => siftWith((text) => new RegExp(`^${text}$`, 'i'), /^en/i),
  'sift, exact': async (): Promise<Ask> => siftWith((text) => text, /^en/),
};

/** What a generator would write for the whole meaning: text without regard to case, numbers also where they are text. */
const text = (path: string, wanted: string): string =>
  `(typeof ${path} === 'string' && (${path} === '${wanted}' || (${path}.length === ${wanted.length} && ${path}.toLowerCase() === '${wanted}')))`;
const number = (path: string, sign: string, limit: number): string =>
  `(typeof ${path} === 'number' ? ${path} ${sign} ${limit} : typeof ${path} === 'string' && /^[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?$/i.test(${path}.trim()) && Number(${path}) ${sign} ${limit})`;
const SCORE = `((score) => { let sum = score.base; for (const part of score.parts) if (!(part.until !== undefined && Date.parse(part.until) <= now)) sum += part.points; return Math.round(sum * 1e6) / 1e6; })(card.score)`;

const GENERATED = [
  "(card.consents.email?.state ?? 'unknown') === 'in'",
  `(${text('card.details.plan', 'pro')} || ${text('card.details.plan', 'team')} || ${number('card.details.spent', '>=', 1000)})`,
  `${SCORE} >= 10`,
  number('card.details.age', '<', 75),
  `(card.tags.tag7 !== undefined || ${number('card.details.orders', '>=', 5)})`,
  "(typeof card.language === 'string' && card.language.slice(0, 2).toLowerCase() === 'en')",
  number('card.details.opened', '>=', 1_750_000_000),
  `!${text('card.details.industry', 'health')}`,
].join(' && ');

const EXACT = [
  "card.consents.email?.state === 'in'",
  "(card.details.plan === 'pro' || card.details.plan === 'team' || card.details.spent >= 1000)",
  'card.score.base >= 10',
  'card.details.age < 75',
  '(card.tags.tag7 !== undefined || card.details.orders >= 5)',
  "card.language?.startsWith('en')",
  'card.details.opened >= 1750000000',
  "card.details.industry !== 'health'",
].join(' && ');

async function siftWith(equal: (text: string) => string | RegExp, english: RegExp): Promise<Ask> {
  const sift = await loadSift();
  const query = sift({
    $and: [
      { 'consents.email.state': 'in' },
      {
        $or: [
          { 'details.plan': { $in: [equal('pro'), equal('team')] } },
          { 'details.spent': { $gte: 1000 } },
        ],
      },
      { 'score.base': { $gte: 10 } },
      { 'details.age': { $lt: 75 } },
      { $or: [{ 'tags.tag7': { $exists: true } }, { 'details.orders': { $gte: 5 } }] },
      { language: english },
      { 'details.opened': { $gte: 1_750_000_000 } },
      { 'details.industry': { $not: { $eq: equal('health') } } },
    ],
  });
  return ({ card }) => query(card);
}
