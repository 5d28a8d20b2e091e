/** `score`: the score as it counts now, without what has lapsed. */
import type { LeafOf } from '../../language/condition.ts';
import { currentScore } from '../score.ts';
import type { LeafRules } from './leaf.ts';

const OPERATORS: Record<LeafOf<'score'>['op'], (score: number, value: number) => boolean> = {
  reached: (score, value) => score >= value,
  exceeded: (score, value) => score > value,
  exactly: (score, value) => score === value,
  below: (score, value) => score < value,
};

export const score: LeafRules<'score'> = {
  compile: (leaf) => {
    const test = OPERATORS[leaf.op];
    return ({ card, now }) => {
      const current = currentScore(card.score, now);
      return { holds: test(current, leaf.value), saw: current };
    };
  },
};
