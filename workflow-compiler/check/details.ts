/** Names of details: custom ones are free, but one that is nearly a standard name is worth a question. */
import type { Finding } from '../diagnostics/finding.ts';
import { nearest } from '../diagnostics/near.ts';
import { ADDRESS_PARTS, FIXED_DETAILS, STANDARD_DETAILS } from '../predicate/detail.ts';

const STANDARD: readonly string[] = [
  ...STANDARD_DETAILS,
  ...FIXED_DETAILS,
  ...ADDRESS_PARTS.map((part) => `address.${part}`),
];

/** How the same things are written elsewhere. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/** The standard detail that a name is probably meant to be; none for a standard one and for names of one's own. */
export function standardNear(name: string): string | undefined {
  if (STANDARD.includes(name)) return undefined;
  const same = STANDARD.find((standard) => plain(standard) === plain(name));
  // Short names are near to everything: `ip` is no misspelt `id`.
  return same ?? (name.length >= 5 ? nearest(name, STANDARD) : undefined);
}

export function detailName(name: string, at: string): readonly Finding[] {
  const near = standardNear(name);
  return near === undefined
    ? []
    : [
        {
          code: 'COND-04',
          at,
          detail: `\`${name}\` is taken for a custom detail; there is a standard detail \`${near}\`.`,
          hint: `If you mean the standard one, write \`${near}\`.`,
        },
      ];
}
