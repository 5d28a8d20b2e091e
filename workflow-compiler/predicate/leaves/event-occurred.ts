/** `event-occurred`: an event of the catalogue happened, often enough, within the time. Saw: how often. */

import { durationMs } from '../../language/duration.ts';
import { compileComparison } from '../comparison.ts';
import type { Activity } from '../facts.ts';
import { isWithin } from '../happened.ts';
import { propertyOf } from '../property.ts';
import { subjectProperty } from '../subject.ts';
import type { LeafRules } from './leaf.ts';

export const eventOccurred: LeafRules<'event-occurred'> = {
  compile: (leaf) => {
    const subject = subjectProperty(leaf.type);
    const tests = (leaf.where ?? []).map((clause) => {
      const test = compileComparison(clause);
      return ({ properties }: Activity, now: number) => test(propertyOf(properties, clause.property), now);
    });
    const times = leaf.times ?? 1;
    return ({ activity, now }) => {
      const found = activity.filter(
        (one) =>
          one.type === leaf.type &&
          isWithin(one, leaf.within, now) &&
          (leaf.name === undefined || one.properties[subject] === leaf.name) &&
          tests.every((test) => test(one, now)),
      ).length;
      return { holds: found >= times, saw: found };
    };
  },
  need: ({ type, within }) => (within === undefined ? { type } : { type, withinMs: durationMs(within) }),
};
