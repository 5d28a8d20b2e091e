/**
 * Contacts as CSV, in constant memory. Cells that a spreadsheet would take for formulas get a leading apostrophe, which our import
 * takes away again: whoever can put text on a card must not be able to run it on the desk of whoever opens the export.
 */
import { ADDRESS_PARTS, detailOf, STANDARD_DETAILS } from '../../../workflow-compiler/predicate/detail.ts';
import type { Card, Channel, DetailValue } from '../../../workflow-compiler/predicate/facts.ts';
import { currentScore } from '../../../workflow-compiler/predicate/score.ts';
import type { Store } from '../../ports/store.ts';
import { everyCard } from '../contact/find.ts';
import type { TenantId } from '../ids.ts';
import { columnOf } from './heading.ts';

const CHANNELS = ['email', 'sms', 'push', 'whatsapp'] as const satisfies readonly Channel[];
const STANDARD = ['id', ...STANDARD_DETAILS, ...ADDRESS_PARTS.map((part) => `address.${part}`)];

/**
 * UTF-8 with a byte order mark, since Excel needs one. Goes over the contacts twice: first for the names of custom details.
 * `now` in epoch milliseconds, for the score.
 *
 * @example for await (const piece of exportCsv(store, tenant, clock.now())) response.write(piece);
 */
export async function* exportCsv(store: Store, tenant: TenantId, now: number): AsyncGenerator<string> {
  const names = new Set<string>();
  for await (const card of everyCard(store, tenant))
    for (const name of Object.keys(card.details)) names.add(name);
  const custom = [...names].sort();
  yield csvHead(custom);
  for await (const card of everyCard(store, tenant)) yield csvOf(card, custom, now);
}

/** `custom`: names of the details that have a column. */
export function csvHead(custom: readonly string[]): string {
  const headings = [
    ...STANDARD,
    'tags',
    'lists',
    'score',
    ...CHANNELS.map((channel) => `consent.${channel}`),
    'createdAt',
  ];
  return `\uFEFF${csvLine([...headings, ...custom.map(headingOf)])}`;
}

export function csvOf(card: Card, custom: readonly string[], now: number): string {
  return csvLine([
    ...STANDARD.map((name) => detailOf(card, name)),
    quoted(card.tags),
    quoted(card.lists),
    currentScore(card.score, now),
    ...CHANNELS.map((channel) => card.consents[channel]?.state),
    card.createdAt,
    ...custom.map((name) => ownDetail(card, name)),
  ]);
}

/** One card a line, as it is stored. */
export async function* exportNdjson(store: Store, tenant: TenantId): AsyncGenerator<string> {
  for await (const card of everyCard(store, tenant)) yield ndjsonOf(card);
}

export const ndjsonOf = (card: Card): string => `${JSON.stringify(card)}\n`;

/** One record with its line end. Numbers and booleans are no text and need no guard. */
export function csvLine(cells: readonly (DetailValue | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: DetailValue | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  // A text that itself begins with such an apostrophe gets one more, so that the import takes away only ours.
  const text = /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A custom detail whose name would be read as something else says that it is one. */
function headingOf(name: string): string {
  const column = columnOf(name, {}, 0);
  return column.to === 'detail' && column.name === name && !STANDARD.includes(name)
    ? name
    : `details.${name}`;
}

function quoted(names: object): string {
  return Object.keys(names)
    .map((name) => `"${name.replaceAll('"', '""')}"`)
    .join(',');
}

function ownDetail(card: Card, name: string): DetailValue | undefined {
  return Object.hasOwn(card.details, name) ? card.details[name] : undefined;
}
