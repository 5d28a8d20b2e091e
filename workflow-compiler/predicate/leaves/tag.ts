/** `tag`: the contact bears the tag. Saw: since when. */
import { type LeafRules, sight } from './leaf.ts';

export const tag: LeafRules<'tag'> = {
  compile:
    (leaf) =>
    ({ card }) => {
      const found = Object.hasOwn(card.tags, leaf.tag) ? card.tags[leaf.tag] : undefined;
      return sight(found !== undefined, found?.at);
    },
};
