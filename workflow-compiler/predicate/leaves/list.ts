/** `list`: the contact is on the list. Saw: since when. */
import { isSafe, present } from '../probe.ts';
import { type LeafRules, sight } from './leaf.ts';

export const list: LeafRules<'list'> = {
  compile:
    (leaf) =>
    ({ card }) => {
      const found = Object.hasOwn(card.lists, leaf.list) ? card.lists[leaf.list] : undefined;
      return sight(found !== undefined, found?.at);
    },
  reads: ({ list }) => ['lists', list],
  probe: ({ list: key }) => (isSafe(key) ? { from: 3, key, ...present } : undefined),
};
