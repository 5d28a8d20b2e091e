/**
 * Applies changes to a card. Pure: the same card, changes and time give the same card. A change that is invalid or would pass a
 * limit is refused with a reason and leaves the card as it was; the others stand. A card that nothing changed is returned itself.
 */
import { addressPart, isFixedDetail, isStandardDetail } from '../../../workflow-compiler/predicate/detail.ts';
import type { Card, DetailValue } from '../../../workflow-compiler/predicate/facts.ts';
import { currentScore } from '../../../workflow-compiler/predicate/score.ts';
import type { ChangeProblem, ContactChange, ProblemCode } from './change.ts';
import { cardBytes, LIMITS, trimScore } from './limits.ts';
import { checkCountry, checkStandard, checkText } from './value.ts';

export type Applied = { readonly card: Card; readonly problems: readonly ChangeProblem[] };

type Refusal = { readonly code: ProblemCode; readonly field: string; readonly detail: string };
type Outcome = Card | { readonly refused: Refusal };
type ChangeKind = ContactChange['do'];
type ChangeByKind = { readonly [D in ChangeKind]: Extract<ContactChange, { do: D }> };
type Moment = { readonly iso: string; readonly ms: number };
type Applier<D extends ChangeKind> = (card: Card, change: ChangeByKind[D], at: Moment) => Outcome;

/**
 * `at` in epoch milliseconds.
 *
 * @example applyChanges(card, [{ do: 'add-tag', tag: 'vip' }], clock.now()).card.tags.vip
 */
export function applyChanges(card: Card, changes: readonly ContactChange[], at: number): Applied {
  const moment = { iso: new Date(at).toISOString(), ms: at };
  const applied = applyAll(card, changes, moment, applyOne);
  // Weighing costs as much as all else together: change by change only when the whole is too heavy.
  if (applied.card === card || cardBytes(applied.card) <= LIMITS.bytes) return applied;
  return applyAll(card, changes, moment, applyWeighed);
}

function applyAll(
  card: Card,
  changes: readonly ContactChange[],
  at: Moment,
  apply: typeof applyOne,
): Applied {
  const problems: ChangeProblem[] = [];
  let current = card;
  for (const [index, change] of changes.entries()) {
    const outcome = apply(current, change, at);
    if ('refused' in outcome) problems.push({ index, ...outcome.refused });
    else current = outcome;
  }
  return { card: current === card ? card : { ...current, updatedAt: at.iso }, problems };
}

function applyOne(card: Card, change: ContactChange, at: Moment): Outcome {
  return applierOf(change.do)(card, change, at);
}

function applyWeighed(card: Card, change: ContactChange, at: Moment): Outcome {
  const outcome = applyOne(card, change, at);
  if ('refused' in outcome || outcome === card) return outcome;
  const bytes = cardBytes(outcome);
  // A card that is too large already (an older limit) may still shrink.
  if (bytes <= LIMITS.bytes || bytes <= cardBytes(card)) return outcome;
  return refuse(
    'too-large',
    fieldOf(change),
    `the card would be ${bytes} bytes; at most ${LIMITS.bytes} are kept`,
  );
}

const APPLIERS: { readonly [D in ChangeKind]: Applier<D> } = {
  set: (card, { detail, value }, at) => {
    if (typeof value === 'string' && value.trim() === '')
      return APPLIERS.clear(card, { do: 'clear', detail }, at);
    const part = addressPart(detail);
    if (isStandardDetail(detail)) {
      const checked = checkStandard(detail, value, card.address?.country);
      if (!checked.ok) return refuse('value-invalid', detail, `\`${shown(value)}\` ${checked.why}`);
      return card[detail] === checked.value ? card : { ...card, [detail]: checked.value };
    }
    if (part !== undefined) {
      const text = String(value).trim();
      const checked = part === 'country' ? checkCountry(text) : checkText(text);
      if (!checked.ok) return refuse('value-invalid', detail, `\`${shown(value)}\` ${checked.why}`);
      if (card.address?.[part] === checked.value) return card;
      return { ...card, address: { ...card.address, [part]: checked.value } };
    }
    return setCustom(card, detail, value);
  },
  clear: (card, { detail }) => {
    const part = addressPart(detail);
    if (isFixedDetail(detail)) return fixed(detail);
    if (isStandardDetail(detail)) return card[detail] === undefined ? card : without(card, detail);
    if (part !== undefined) {
      if (card.address?.[part] === undefined) return card;
      const address = without(card.address, part);
      return Object.keys(address).length === 0 ? without(card, 'address') : { ...card, address };
    }
    return Object.hasOwn(card.details, detail) ? { ...card, details: without(card.details, detail) } : card;
  },
  'add-tag': (card, { tag, score = 0 }, at) => {
    if (!isName(tag)) return badName('tag', tag);
    if (!Number.isFinite(score)) return refuse('value-invalid', tag, 'the score of a tag must be a number');
    const known = own(card.tags, tag);
    if (known !== undefined && score === 0) return card;
    if (known === undefined && count(card.tags) >= LIMITS.tags) return tooMany('tags', tag, LIMITS.tags);
    const entry = { at: known?.at ?? at.iso, score: (known?.score ?? 0) + score };
    return { ...card, tags: { ...card.tags, [tag]: entry } };
  },
  'remove-tag': (card, { tag }) =>
    Object.hasOwn(card.tags, tag) ? { ...card, tags: without(card.tags, tag) } : card,
  'adjust-score': (card, { by, until, id }, at) => {
    if (!Number.isFinite(by)) return refuse('value-invalid', 'score', 'points must be a number');
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
    if (!Number.isFinite(to)) return refuse('value-invalid', 'score', 'the score must be a number');
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
};

function applierOf<D extends ChangeKind>(kind: D): Applier<D> {
  return APPLIERS[kind];
}

function setCustom(card: Card, detail: string, value: DetailValue): Outcome {
  if (isFixedDetail(detail)) return fixed(detail);
  if (!isName(detail) || detail.startsWith('address.')) return badName('detail', detail);
  if (typeof value === 'number' && !Number.isFinite(value))
    return refuse('value-invalid', detail, 'must be a finite number');
  const checked = checkText(String(value));
  if (!checked.ok) return refuse('value-invalid', detail, `the value ${checked.why}`);
  if (own(card.details, detail) === value) return card;
  const isNew = !Object.hasOwn(card.details, detail);
  if (isNew && count(card.details) >= LIMITS.details)
    return tooMany('custom details', detail, LIMITS.details);
  return { ...card, details: { ...card.details, [detail]: value } };
}

/** `__proto__` would not survive a careless copy; control characters would break logs and files. */
function isName(name: string): boolean {
  return name.length >= 1 && name.length <= 100 && name !== '__proto__' && !/\p{Cc}/u.test(name);
}

function fieldOf(change: ContactChange): string {
  if ('detail' in change) return change.detail;
  if ('tag' in change) return change.tag;
  if ('list' in change) return change.list;
  return 'channel' in change ? change.channel : 'score';
}

function refuse(code: ProblemCode, field: string, detail: string): Outcome {
  return { refused: { code, field, detail } };
}

function fixed(detail: string): Outcome {
  return refuse('fixed', detail, `\`${detail}\` is set by the product and cannot be changed`);
}

function badName(noun: string, name: string): Outcome {
  return refuse(
    'name-invalid',
    name,
    `the name of a ${noun} has 1 to 100 characters, without control characters`,
  );
}

function tooMany(nouns: string, field: string, limit: number): Outcome {
  return refuse('too-many', field, `a contact has at most ${limit} ${nouns}`);
}

function shown(value: DetailValue): string {
  const text = String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function own<V>(record: { readonly [name: string]: V }, name: string): V | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function count(record: object): number {
  return Object.keys(record).length;
}

function without<T extends object, K extends keyof T>(record: T, name: K): Omit<T, K> {
  const { [name]: _gone, ...rest } = record;
  return rest;
}
