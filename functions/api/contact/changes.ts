/** The body of a contact request as changes of the card, each with the pointer to where it was asked. */
import type { Static } from 'typebox';
import { child } from '../../../workflow-compiler/diagnostics/pointer.ts';
import { STANDARD_DETAILS } from '../../../workflow-compiler/predicate/detail.ts';
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import { currentScore } from '../../../workflow-compiler/predicate/score.ts';
import type { ChangeProblem, ContactChange } from '../../domain/contact/change.ts';
import { invalid, Problem } from '../problem.ts';
import type { ContactChanges } from './schema.ts';

type Body = Static<typeof ContactChanges>;
export type Asked = { readonly at: string; readonly change: ContactChange };

const PARTS = ['country', 'street', 'city', 'postalCode', 'region'] as const;
const CHANNELS = ['email', 'sms', 'push', 'whatsapp'] as const;

/** In the order in which they are made: the country first, since a telephone number is read by it. */
export function askedChanges(body: Body): readonly Asked[] {
  const asked: Asked[] = [];
  const set = (at: string, detail: string, value: string | number | boolean | null | undefined): void => {
    if (value === undefined) return;
    asked.push({ at, change: value === null ? { do: 'clear', detail } : { do: 'set', detail, value } });
  };
  for (const part of PARTS) set(`/address/${part}`, `address.${part}`, body.address?.[part]);
  for (const detail of STANDARD_DETAILS) set(`/${detail}`, detail, body[detail]);
  for (const [detail, value] of Object.entries(body.details ?? {})) {
    set(child('/details', detail), detail, value);
  }
  asked.push(...tagChanges(body), ...listChanges(body));
  for (const channel of CHANNELS) {
    const consent = body.consents?.[channel];
    if (consent === undefined) continue;
    const { state, source = 'api', at } = typeof consent === 'string' ? { state: consent } : consent;
    asked.push({
      at: `/consents/${channel}`,
      change: {
        do: 'consent',
        channel,
        state,
        source,
        ...(at === undefined ? {} : { at: moment(at, channel) }),
      },
    });
  }
  if (body.score !== undefined) {
    asked.push({ at: '/score/by', change: { do: 'adjust-score', by: body.score.by } });
  }
  return asked;
}

function tagChanges({ tags = [] }: Body): readonly Asked[] {
  const inList = Array.isArray(tags);
  const { add = [], remove = [] } = inList ? { add: tags } : tags;
  return [
    ...remove.map(
      (tag, index): Asked => ({ at: `/tags/remove/${index}`, change: { do: 'remove-tag', tag } }),
    ),
    ...add.map((each, index): Asked => {
      const tag = typeof each === 'string' ? { tag: each } : each;
      return { at: inList ? `/tags/${index}` : `/tags/add/${index}`, change: { do: 'add-tag', ...tag } };
    }),
  ];
}

function listChanges({ lists = [] }: Body): readonly Asked[] {
  const inList = Array.isArray(lists);
  const { join = [], leave = [] } = inList ? { join: lists } : lists;
  return [
    ...leave.map(
      (list, index): Asked => ({ at: `/lists/leave/${index}`, change: { do: 'leave-list', list } }),
    ),
    ...join.map(
      (list, index): Asked => ({
        at: inList ? `/lists/${index}` : `/lists/join/${index}`,
        change: { do: 'join-list', list },
      }),
    ),
  ];
}

function moment(at: string, channel: string): string {
  const time = Date.parse(at);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw invalid(`/consents/${channel}/at`, 'is no ISO 8601 time.');
}

/** `offset`: how many changes stood before those asked. */
export function refusal(problems: readonly ChangeProblem[], asked: readonly Asked[], offset = 0): Problem {
  const errors = problems.map(({ index, field, detail, code }) => ({
    at: code === 'taken' ? `/${field}` : (asked[index - offset]?.at ?? `/${field}`),
    detail,
    code,
  }));
  const [first] = errors;
  return new Problem(
    'refused',
    first === undefined ? 'The change was refused.' : `\`${first.at}\`: ${first.detail}.`,
    {
      errors,
    },
  );
}

/** A card as the API gives it: with the score added up at `now`. */
export function shownCard(card: Card, now: number): Card & { readonly points: number } {
  return { ...card, points: currentScore(card.score, now) };
}
