/** `event`: a property of the event that started or last resumed the run. Without an event every property is absent. */
import { compileComparison } from '../comparison.ts';
import { questionOf } from '../probe.ts';
import { isPlainName, propertyOf } from '../property.ts';
import { type LeafRules, sight } from './leaf.ts';

export const event: LeafRules<'event'> = {
  compile: (leaf) => {
    const test = compileComparison(leaf);
    return (facts) => {
      const value = facts.event === undefined ? undefined : propertyOf(facts.event.properties, leaf.property);
      return sight(test(value, facts.now), value);
    };
  },
  probe: (leaf) =>
    isPlainName(leaf.property) ? { from: 6, key: leaf.property, ...questionOf(leaf) } : undefined,
};
