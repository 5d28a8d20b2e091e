/** Only details that may be set, and constants that they take. Values that come at run time are checked there. */
import type { Finding } from '../../diagnostics/finding.ts';
import { quoteList } from '../../diagnostics/near.ts';
import type { StepOf } from '../../language/step.ts';
import { isFixedDetail } from '../../predicate/detail.ts';
import { emailAddress } from '../addresses.ts';
import { dateTime } from '../dates.ts';
import { detailName } from '../details.ts';
import type { StepPlace } from '../step.ts';

/** Parts of the card that have actions of their own. */
const ELSEWHERE: { readonly [name: string]: string } = {
  score: 'adjust-score',
  tags: 'add-tag',
  lists: 'add-to-list',
  address: 'set-detail` with `address.city` and the like, or `set-detail',
};

export function setDetail({ detail, value }: StepOf<'set-detail'>, { at }: StepPlace): readonly Finding[] {
  const instead = Object.hasOwn(ELSEWHERE, detail) ? ELSEWHERE[detail] : undefined;
  if (instead !== undefined || isFixedDetail(detail))
    return [
      {
        code: 'STEP-09',
        at: `${at}/detail`,
        detail: `\`${detail}\` cannot be set.`,
        hint: instead === undefined ? 'The product sets it itself.' : `Use \`${instead}\`.`,
      },
    ];
  const constant = typeof value === 'object' ? undefined : value;
  return [
    ...detailName(detail, `${at}/detail`),
    ...(constant === undefined ? [] : standardValue(detail, constant, `${at}/value`)),
  ];
}

type Form = { readonly pattern: RegExp; readonly hint: string };

const FORMS: { readonly [detail: string]: Form } = {
  phone: { pattern: /^\+[1-9][0-9 ()-]{5,20}$/, hint: 'Begin with `+` and the country code: `+4930123456`.' },
  zone: {
    pattern: /^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+){1,2})$/,
    hint: 'Give an IANA name: `Europe/Berlin`.',
  },
  birthday: { pattern: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, hint: 'Write it as `YYYY-MM-DD`.' },
  language: { pattern: /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, hint: 'Give a language tag: `de` or `pt-BR`.' },
  'address.country': { pattern: /^[A-Za-z]{2}$/, hint: 'Give two letters: `DE`.' },
};

function standardValue(detail: string, value: string | number | boolean, at: string): readonly Finding[] {
  const text = String(value);
  if (detail === 'email') return emailAddress(text, at);
  const form = Object.hasOwn(FORMS, detail) ? FORMS[detail] : undefined;
  if (form !== undefined && !form.pattern.test(text))
    return [
      {
        code: 'STEP-10',
        at,
        detail: `${quoteList([text])} is not a valid \`${detail}\`.`,
        hint: form.hint,
      },
    ];
  return detail === 'birthday' ? dateTime(`${text}T00:00`, at) : [];
}
