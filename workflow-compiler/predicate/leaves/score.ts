/** `score`: the score as it counts now, without what has lapsed. */
import type { LeafOf } from '../../language/condition.ts';
import { type Asks, present } from '../probe.ts';
import { currentScore } from '../score.ts';
import type { LeafRules } from './leaf.ts';

const OPERATORS: Record<LeafOf<'score'>['op'], (score: number, value: number) => boolean> = {
  reached: (score, value) => score >= value,
  exceeded: (score, value) => score > value,
  exactly: (score, value) => score === value,
  below: (score, value) => score < value,
};

const ASKS: { readonly [op: string]: Asks } = { reached: 5, exceeded: 4, below: 6 };

export const score: LeafRules<'score'> = {
  compile: (leaf) => {
    const test = OPERATORS[leaf.op];
    return ({ card, now }) => {
      const current = currentScore(card.score, now);
      return { holds: test(current, leaf.value), saw: current };
    };
  },
  reads: () => ['score'],
  probe: ({ op, value }) => {
    const asks = ASKS[op];
    return asks === undefined ? undefined : { from: 5, key: '', ...present, asks, wanted: value };
  },
};
