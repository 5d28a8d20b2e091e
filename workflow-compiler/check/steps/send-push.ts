/** A link that can be opened, and names of data that are the app's own. */
import type { Finding } from '../../diagnostics/finding.ts';
import { child } from '../../diagnostics/pointer.ts';
import type { StepOf } from '../../language/step.ts';
import type { StepPlace } from '../step.ts';

/** The product's own, beside the app's. */
const OWN = 'sojourn';
/** Google's, which its service refuses. */
const RESERVED = /^(from|message_type|collapse_key|google.*|gcm.*)$/i;

export function sendPush({ link, data = {} }: StepOf<'send-push'>, { at }: StepPlace): readonly Finding[] {
  const names = Object.keys(data).flatMap((name): readonly Finding[] =>
    RESERVED.test(name) || name.toLowerCase().startsWith(OWN)
      ? [
          {
            code: 'STEP-13',
            at: child(`${at}/data`, name),
            detail: `The name \`${name}\` is taken: by the push services, or by the product.`,
            hint: 'Give the value another name.',
            onKey: true,
          },
        ]
      : [],
  );
  return [...opens(link, `${at}/link`), ...names];
}

/** What begins with Liquid is known only at run time, and checked there. */
function opens(link: string | undefined, at: string): readonly Finding[] {
  if (link === undefined || /^\s*\{[{%]/.test(link)) return [];
  if (/^\s*[a-z][a-z0-9+.-]*:/i.test(link) && !/^\s*(javascript|data|file):/i.test(link)) return [];
  return [
    {
      code: 'STEP-13',
      at,
      detail: 'Nothing can open this link: it does not begin with `https://`, or a scheme of an app.',
      hint: 'Write the whole address: `https://example.com/sale`, or `shop://sale`.',
    },
  ];
}
