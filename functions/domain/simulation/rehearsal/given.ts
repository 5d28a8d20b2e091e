/** Contacts of a test as cards, by the rules that imports and the API have. */
import type { Card } from '../../../../workflow-compiler/predicate/facts.ts';
import { applyChanges } from '../../contact/apply.ts';
import { type ContactChange, newCard } from '../../contact/change.ts';
import type { Given } from './format.ts';
import { Unclear } from './sentence.ts';

/** The card of `name` as it was at `at` (epoch milliseconds). Throws `Unclear` for what no card takes. */
export function givenCard(name: string, given: Given, at: number): Card {
  const changes = changesOf(name, given);
  const { card, problems } = applyChanges(newCard(name, new Date(at).toISOString()), changes, at);
  const [problem] = problems;
  if (problem !== undefined) throw new Unclear(`\`${name}\`: ${problem.field} ${problem.detail}`);
  return card;
}

function changesOf(name: string, given: Given): readonly ContactChange[] {
  const {
    email = `${name.toLowerCase()}@example.com`,
    country,
    city,
    details = {},
    tags = [],
    lists = [],
  } = given;
  const {
    score,
    consents,
    devices = [],
    phone,
    firstName,
    lastName,
    company,
    language,
    birthday,
    zone,
  } = given;
  const standard = { phone, firstName, lastName, company, language, birthday, zone };
  const set = (
    detail: string,
    value: string | number | boolean | null | undefined,
  ): readonly ContactChange[] =>
    value === undefined || value === null ? [] : [{ do: 'set', detail, value }];
  return [
    ...set('email', email),
    ...set('address.country', country),
    ...set('address.city', city),
    ...Object.entries(standard).flatMap(([detail, value]) => set(detail, value)),
    ...Object.entries(details).flatMap(([detail, value]) => set(detail, value)),
    ...tags.map((tag): ContactChange => ({ do: 'add-tag', tag })),
    ...devices.map(
      (platform, index): ContactChange => ({ do: 'add-device', platform, token: tokenFor(name, index) }),
    ),
    ...lists.map((list): ContactChange => ({ do: 'join-list', list })),
    ...(score === undefined ? [] : [{ do: 'set-score', to: score } as const]),
    ...(['email', 'sms', 'push', 'whatsapp'] as const).flatMap((channel): readonly ContactChange[] => {
      const state = consents?.[channel];
      return state === undefined ? [] : [{ do: 'consent', channel, state, source: 'test' }];
    }),
  ];
}

/** Hexadecimal digits, which are a token of every platform. */
const tokenFor = (name: string, index: number): string =>
  `${Buffer.from(name).toString('hex')}${String(index).padStart(32, '0')}`;
