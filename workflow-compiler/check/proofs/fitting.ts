/** Comparisons of numbers or dates with what is free text: possible, but hardly meant. What can never hold is an error elsewhere. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { Leaf } from '../../language/condition.ts';
import { leaves } from '../../language/walk.ts';
import { conditionsOf } from '../place.ts';
import type { Proof } from './proof.ts';

const NUMERIC = ['greater', 'at-least', 'less', 'at-most'];
const TEMPORAL = ['before', 'after', 'days-ago-at-least', 'days-ago-at-most'];

/** Standard details that hold words, or a telephone number, which is no amount. */
const WORDS = [
  'firstName',
  'lastName',
  'company',
  'phone',
  'id',
  'address.street',
  'address.city',
  'address.region',
];

export const fitting: Proof = ({ definition }) =>
  conditionsOf(definition).flatMap(({ condition, at }) =>
    leaves(condition, at).flatMap((found): Finding[] => {
      const wanted = unfit(found.leaf);
      return wanted === undefined || found.leaf.kind !== 'detail'
        ? []
        : [
            {
              code: 'COND-10',
              at: `${found.at}/op`,
              detail: `\`${found.leaf.name}\` is text, and \`${found.leaf.op}\` compares ${wanted}.`,
              hint: 'Use `equals`, `contains`, `starts`, `ends`, `in` or `matches`, or another detail.',
            },
          ];
    }),
  );

function unfit(leaf: Leaf): string | undefined {
  if (leaf.kind !== 'detail' || !WORDS.includes(leaf.name)) return undefined;
  if (NUMERIC.includes(leaf.op)) return 'numbers';
  return TEMPORAL.includes(leaf.op) ? 'dates' : undefined;
}
