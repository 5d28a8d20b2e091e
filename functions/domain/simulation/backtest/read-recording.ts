/** A recording from its lines: contact by contact, checked; a mistake is told with its line and what to do. */
import { Check } from 'typebox/schema';
import { readLines } from '../../import/lines.ts';
import type { RecordedContact } from '../../recording/export.ts';
import { CardLine, EventLine, HeadLine } from '../../recording/line.ts';
import { problemsOf } from '../problems.ts';

/** The message names the line. */
export class RecordingUnreadable extends Error {
  override readonly name = 'RecordingUnreadable';
}

type Numbered =
  | { readonly number: number; readonly head: HeadLine }
  | { readonly number: number; readonly card: CardLine }
  | { readonly number: number; readonly event: EventLine };

/** The head, if the first line is one. Reads no further. */
export async function readHead(source: AsyncIterable<Buffer | string>): Promise<HeadLine | undefined> {
  for await (const line of checkedLines(source)) return 'head' in line ? line.head : undefined;
  return undefined;
}

export type Span = { readonly first: string; readonly last: string; readonly contacts: number };

/** The first and the last moment of what happened, and how many contacts there are; for recordings without a head. */
export async function readSpan(source: AsyncIterable<Buffer | string>): Promise<Span | undefined> {
  let span: { first: number; last: number } | undefined;
  let contacts = 0;
  for await (const { events } of readRecording(source)) {
    contacts += 1;
    for (const event of events) {
      const at = Date.parse(event.at);
      span = { first: Math.min(span?.first ?? at, at), last: Math.max(span?.last ?? at, at) };
    }
  }
  if (span === undefined) return undefined;
  return { first: new Date(span.first).toISOString(), last: new Date(span.last).toISOString(), contacts };
}

/**
 * Contacts with what happened to them, in the order of the file. Throws `RecordingUnreadable`.
 *
 * @example for await (const { card, events } of readRecording(createReadStream('march.ndjson'))) play(card, events);
 */
export async function* readRecording(
  source: AsyncIterable<Buffer | string>,
): AsyncGenerator<RecordedContact> {
  const seen = new Set<string>();
  let contact: string | undefined;
  let card: CardLine | undefined;
  let events: EventLine[] = [];
  const together = (): RecordedContact => ({
    ...(card === undefined ? {} : { card }),
    events: events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  });
  for await (const line of checkedLines(source)) {
    if ('head' in line) {
      if (line.number > 1) throw unreadable(line.number, 'a head can only be the first line');
      continue;
    }
    const whose = 'card' in line ? line.card.contact : line.event.contact;
    if (whose !== contact) {
      if (contact !== undefined) yield together();
      if (seen.has(whose)) {
        const how = "sort the file by contact, such as with `jq -cs 'sort_by(.contact)[]'`";
        throw unreadable(line.number, `\`${whose}\` stood above already, with others between: ${how}`);
      }
      seen.add(whose);
      contact = whose;
      card = undefined;
      events = [];
    }
    if ('event' in line) events.push(line.event);
    else if (card === undefined) card = line.card;
    else throw unreadable(line.number, `there are two cards of \`${whose}\`: leave one out`);
  }
  if (contact !== undefined) yield together();
}

async function* checkedLines(source: AsyncIterable<Buffer | string>): AsyncGenerator<Numbered> {
  let number = 0;
  for await (const { lines } of readLines(source)) {
    for (const { text, cut } of lines) {
      number += 1;
      if (cut === true) throw unreadable(number, 'it is longer than a megabyte');
      if (text.trim() !== '') yield checked(text, number);
    }
  }
}

function checked(text: string, number: number): Numbered {
  const value = parsed(text, number);
  if ('export' in value) {
    if (Check(HeadLine, value)) return { number, head: value };
    throw unreadable(number, problemsOf(HeadLine, value, 'the head').join('; '));
  }
  if ('card' in value) {
    if (Check(CardLine, value)) return { number, card: value };
    throw unreadable(number, problemsOf(CardLine, value, 'the card').join('; '));
  }
  if (Check(EventLine, value)) return { number, event: value };
  throw unreadable(number, problemsOf(EventLine, value, 'the event').join('; '));
}

function parsed(text: string, number: number): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    throw unreadable(number, `it is no JSON (${why}); each line is one object`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw unreadable(number, 'it is no JSON object; each line is one');
}

const unreadable = (number: number, why: string): RecordingUnreadable =>
  new RecordingUnreadable(`line ${number}: ${why}`);
