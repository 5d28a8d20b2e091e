/**
 * A few patterns, asked one after the other. What they ask stands in one flat array: with thousands of patterns in memory an event
 * costs above all what it takes to fetch those that it concerns, and what lies together is fetched together.
 */
import type { Json, JsonObject } from '../../language/json.ts';
import { isOneOf, keepsLength, sameText, startsText } from '../caseless.ts';
import type { Test } from '../comparison.ts';
import { type Places, placesOf, plainProperty } from '../property.ts';
import type { Clause } from './clause.ts';

/**
 * Of each pattern its questions: of which property, what is asked (`ASKS`), what is wanted, the test, where
 * the next pattern begins; then its own number.
 */
type Questions = (string | number | readonly string[] | Test)[];

const WIDTH = 5;

/** What is asked, as numbers, since a text would have to be fetched. 0: the test's business. */
const ASKS = { text: 1, starts: 2, texts: 3, 'at-least': 4, greater: 5, 'at-most': 6, less: 7 } as const;

/** Which of the items an event satisfies all clauses of. */
export function fewOf<T>(
  items: readonly { readonly of: T; readonly clauses: readonly Clause[] }[],
): (properties: JsonObject) => readonly T[] {
  const questions: Questions = [];
  for (const [number, { clauses }] of items.entries()) {
    const next = questions.length + clauses.length * WIDTH + 1;
    for (const clause of clauses) questions.push(clause.property, ...wantedOf(clause), clause.test, next);
    questions.push(number);
  }
  const all = items.map(({ of }) => of);
  return (properties) => satisfied(questions, all, placesOf(properties));
}

function satisfied<T>(questions: Questions, items: readonly T[], places: Places): readonly T[] {
  const found: T[] = [];
  for (let at = 0; at < questions.length; ) {
    const property = questions[at];
    if (typeof property === 'string') {
      const next = questions[at + 4];
      const holds = ask(questions, at, plainProperty(places, property));
      at = holds || typeof next !== 'number' ? at + WIDTH : next;
    } else {
      const item = items[Number(property)];
      if (item !== undefined) found.push(item);
      at += 1;
    }
  }
  return found;
}

function ask(questions: Questions, at: number, seen: Json | undefined): boolean {
  const asks = questions[at + 1];
  const wanted = questions[at + 2];
  if (typeof seen === 'string') {
    if (asks === ASKS.text && typeof wanted === 'string')
      return seen.length === wanted.length && sameText(seen, wanted);
    if (asks === ASKS.starts && typeof wanted === 'string') return startsText(seen, wanted);
    if (asks === ASKS.texts && typeof wanted === 'object') return isOneOf(seen, wanted);
  } else if (typeof seen === 'number' && typeof wanted === 'number') {
    if (asks === ASKS['at-least']) return seen >= wanted;
    if (asks === ASKS.greater) return seen > wanted;
    if (asks === ASKS['at-most']) return seen <= wanted;
    if (asks === ASKS.less) return seen < wanted;
  }
  const test = questions[at + 3];
  return typeof test === 'function' && test(seen, 0);
}

function wantedOf({ asks, texts, limit, open }: Clause): readonly [number, Questions[number]] {
  switch (asks) {
    case 'text':
      if (!texts.every(keepsLength)) return [0, ''];
      return texts.length === 1 ? [ASKS.text, texts[0] ?? ''] : [ASKS.texts, texts];
    case 'starts':
      return [ASKS.starts, texts[0] ?? ''];
    case 'low':
      return [open ? ASKS.greater : ASKS['at-least'], limit];
    case 'high':
      return [open ? ASKS.less : ASKS['at-most'], limit];
    case 'there':
      return [0, ''];
  }
}
