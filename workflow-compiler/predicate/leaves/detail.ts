/** `detail`: a standard or custom detail, compared. */
import { compileComparison } from '../comparison.ts';
import { addressPart, detailOf, isFixedDetail, isStandardDetail } from '../detail.ts';
import { isSafe, questionOf } from '../probe.ts';
import { type LeafRules, sight } from './leaf.ts';

export const detail: LeafRules<'detail'> = {
  compile: (leaf) => {
    const test = compileComparison(leaf);
    return ({ card, now }) => {
      const value = detailOf(card, leaf.name);
      return sight(test(value, now), value);
    };
  },
  reads: ({ name }) => {
    const part = addressPart(name);
    if (part !== undefined) return ['address', part];
    return isStandardDetail(name) || isFixedDetail(name) ? [name] : ['details', name];
  },
  probe: (leaf) => {
    const { name } = leaf;
    if (isStandardDetail(name) || isFixedDetail(name)) return { from: 1, key: name, ...questionOf(leaf) };
    if (addressPart(name) !== undefined || !isSafe(name)) return undefined;
    return { from: 0, key: name, ...questionOf(leaf) };
  },
};
