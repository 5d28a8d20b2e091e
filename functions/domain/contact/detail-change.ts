/** Sets and clears details of a card, standard and custom. */
import { addressPart, isFixedDetail, isStandardDetail } from '../../../workflow-compiler/predicate/detail.ts';
import type { Card, DetailValue } from '../../../workflow-compiler/predicate/facts.ts';
import { LIMITS } from './limits.ts';
import {
  badName,
  count,
  fixed,
  isName,
  type Outcome,
  own,
  refuse,
  shown,
  tooMany,
  without,
} from './outcome.ts';
import { checkCountry, checkStandard, checkText } from './value.ts';

/** An empty text clears. */
export function setDetail(card: Card, detail: string, value: DetailValue): Outcome {
  if (typeof value === 'string' && value.trim() === '') return clearDetail(card, detail);
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
}

export function clearDetail(card: Card, detail: string): Outcome {
  const part = addressPart(detail);
  if (isFixedDetail(detail)) return fixed(detail);
  if (isStandardDetail(detail)) return card[detail] === undefined ? card : without(card, detail);
  if (part !== undefined) {
    if (card.address?.[part] === undefined) return card;
    const address = without(card.address, part);
    return Object.keys(address).length === 0 ? without(card, 'address') : { ...card, address };
  }
  return Object.hasOwn(card.details, detail) ? { ...card, details: without(card.details, detail) } : card;
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
  // JSON knows no negative zero.
  return { ...card, details: { ...card.details, [detail]: value === 0 ? 0 : value } };
}
