/** What each kind of change does to a card: a kind without an entry does not compile. */
import type { Card } from '../../../workflow-compiler/predicate/facts.ts';
import { currentScore } from '../../../workflow-compiler/predicate/score.ts';
import type { ContactChange } from './change.ts';
import { clearDetail, setDetail } from './detail-change.ts';
import { addDevice, removeDevice } from './device-change.ts';
import { arePoints, LIMITS, trimScore } from './limits.ts';
import {
  badName,
  count,
  isName,
  type Moment,
  type Outcome,
  own,
  refuse,
  tooMany,
  without,
} from './outcome.ts';

type ChangeKind = ContactChange['do'];
type ChangeByKind = { readonly [D in ChangeKind]: Extract<ContactChange, { do: D }> };
type Applier<D extends ChangeKind> = (card: Card, change: ChangeByKind[D], at: Moment) => Outcome;

const APPLIERS: { readonly [D in ChangeKind]: Applier<D> } = {
  set: (card, { detail, value }) => setDetail(card, detail, value),
  clear: (card, { detail }) => clearDetail(card, detail),
  'add-tag': (card, { tag, score = 0 }, at) => {
    if (!isName(tag)) return badName('tag', tag);
    if (!arePoints(score)) return badPoints(tag);
    const known = own(card.tags, tag);
    if (known !== undefined && score === 0) return card;
    if (known === undefined && count(card.tags) >= LIMITS.tags) return tooMany('tags', tag, LIMITS.tags);
    const total = (known?.score ?? 0) + score;
    if (!arePoints(total)) return badPoints(tag);
    const entry = { at: known?.at ?? at.iso, score: total };
    return { ...card, tags: { ...card.tags, [tag]: entry } };
  },
  'remove-tag': (card, { tag }) =>
    Object.hasOwn(card.tags, tag) ? { ...card, tags: without(card.tags, tag) } : card,
  'adjust-score': (card, { by, until, id }, at) => {
    if (!arePoints(by)) return badPoints('score');
    if (by === 0 || (until !== undefined && !(Date.parse(until) > at.ms))) return card;
    if (id !== undefined && card.score.parts.some((part) => part.id === id)) return card;
    const part = {
      points: by,
      at: at.iso,
      ...(until === undefined ? {} : { until }),
      ...(id === undefined ? {} : { id }),
    };
    const score = trimScore({ base: card.score.base, parts: [...card.score.parts, part] }, at.ms);
    return score === undefined
      ? tooMany('passing additions to the score', 'score', LIMITS.scoreParts)
      : { ...card, score };
  },
  'set-score': (card, { to }, { ms }) => {
    if (!arePoints(to)) return badPoints('score');
    const missing = to - currentScore(card.score, ms);
    return missing === 0 ? card : { ...card, score: { ...card.score, base: card.score.base + missing } };
  },
  'join-list': (card, { list }, at) => {
    if (!isName(list)) return badName('list', list);
    if (Object.hasOwn(card.lists, list)) return card;
    if (count(card.lists) >= LIMITS.lists) return tooMany('lists', list, LIMITS.lists);
    return { ...card, lists: { ...card.lists, [list]: { at: at.iso } } };
  },
  'leave-list': (card, { list }) =>
    Object.hasOwn(card.lists, list) ? { ...card, lists: without(card.lists, list) } : card,
  consent: (card, { channel, state, source, at: given, keepOut }, at) => {
    if (source.length > 200)
      return refuse('value-invalid', channel, 'the source of a consent has at most 200 characters');
    const said = card.consents[channel]?.state;
    if (said === state || (said === 'out' && keepOut === true)) return card;
    const consent = { state, at: given ?? at.iso, source };
    return { ...card, consents: { ...card.consents, [channel]: consent } };
  },
  suppress: (card, { channel, reason }) =>
    card.suppressed?.[channel] === undefined
      ? { ...card, suppressed: { ...card.suppressed, [channel]: reason.slice(0, 200) } }
      : card,
  unsuppress: (card, { channel }) => {
    if (card.suppressed?.[channel] === undefined) return card;
    const suppressed = without(card.suppressed, channel);
    return Object.keys(suppressed).length === 0 ? without(card, 'suppressed') : { ...card, suppressed };
  },
  'add-device': addDevice,
  'remove-device': (card, { token }) => removeDevice(card, token),
};

export function applyOne(card: Card, change: ContactChange, at: Moment): Outcome {
  return applierOf(change.do)(card, change, at);
}

function applierOf<D extends ChangeKind>(kind: D): Applier<D> {
  return APPLIERS[kind];
}

function badPoints(field: string): Outcome {
  return refuse('value-invalid', field, `points are a number between -${LIMITS.points} and ${LIMITS.points}`);
}
