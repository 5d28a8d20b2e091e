/** Which members of a card a condition looks at, so that many cards can be asked without reading all of each. */
import type { Condition } from '../language/condition.ts';
import { leafReads } from './leaves/table.ts';

/** `paths` from the card down, each once. `elsewhere`: JSON pointers of the leaves that look at activity or an event. */
export type CardReads = {
  readonly paths: readonly (readonly string[])[];
  readonly elsewhere: readonly string[];
};

/** @example cardReads({ kind: 'tag', tag: 'vip' }) // { paths: [['tags', 'vip']], elsewhere: [] } */
export function cardReads(condition: Condition): CardReads {
  const paths = new Map<string, readonly string[]>();
  const elsewhere: string[] = [];
  const walk = (node: Condition, at: string): void => {
    if ('all' in node) for (const [index, part] of node.all.entries()) walk(part, `${at}/all/${index}`);
    else if ('any' in node) for (const [index, part] of node.any.entries()) walk(part, `${at}/any/${index}`);
    else if ('not' in node) walk(node.not, `${at}/not`);
    else {
      const path = leafReads(node);
      if (path === undefined) elsewhere.push(at);
      else paths.set(JSON.stringify(path), path);
    }
  };
  walk(condition, '');
  return { paths: [...paths.values()], elsewhere };
}
