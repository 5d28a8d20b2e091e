/** `detail`: a standard or custom detail, compared. */
import { compileComparison } from '../comparison.ts';
import { detailOf } from '../detail.ts';
import { type LeafRules, sight } from './leaf.ts';

export const detail: LeafRules<'detail'> = {
  compile: (leaf) => {
    const test = compileComparison(leaf);
    return ({ card, now }) => {
      const value = detailOf(card, leaf.name);
      return sight(test(value, now), value);
    };
  },
};
