/** `tag`: the contact bears the tag. Saw: since when. */
import { isSafe, present } from '../probe.ts';
import { type LeafRules, sight } from './leaf.ts';

export const tag: LeafRules<'tag'> = {
  compile:
    (leaf) =>
    ({ card }) => {
      const found = Object.hasOwn(card.tags, leaf.tag) ? card.tags[leaf.tag] : undefined;
      return sight(found !== undefined, found?.at);
    },
  reads: ({ tag }) => ['tags', tag],
  probe: ({ tag: key }) => (isSafe(key) ? { from: 2, key, ...present } : undefined),
};
