/** Cells of a file, read as what people mean: dates and countries as they are written around the world, words for yes and no. */
import ct from 'countries-and-timezones';
import { parseRecord } from './csv.ts';

/** The apostrophe that our export puts before what a spreadsheet would run goes again; further ones are the text's own. */
export function withoutGuard(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

const NO = new Set(['', 'no', 'n', 'false', '0', 'nein', 'non', 'none', 'null']);

export function isYes(cell: string): boolean {
  return !NO.has(cell.trim().toLowerCase());
}

/** Tags and lists of one cell: `"VIP","Berlin, Mitte"`, `a; b`, `a|b`. */
export function splitNames(cell: string): readonly string[] {
  const delimiter = cell.includes('"') ? ',' : [';', '|', ','].find((one) => cell.includes(one));
  const names =
    delimiter === undefined ? [cell] : (parseRecord(cell.replace(/"\s*,\s*"/g, '","'), delimiter) ?? [cell]);
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))];
}

/**
 * A date as `YYYY-MM-DD`: ISO (a time is dropped), `31.12.1990`, and with slashes whichever order is possible; where both are, the
 * month comes first. Anything else is returned as it is, to be refused by the card.
 */
export function readDate(cell: string): string {
  const iso = /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ].*)?$/.exec(cell);
  if (iso !== null) return joinDate(iso[1], iso[2], iso[3]);
  const dotted = /^(\d\d?)\.(\d\d?)\.(\d{4})$/.exec(cell);
  if (dotted !== null) return joinDate(dotted[3], dotted[2], dotted[1]);
  const slashed = /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(cell);
  if (slashed === null) return cell;
  const [, first, second, year] = slashed;
  return Number(first) > 12 ? joinDate(year, second, first) : joinDate(year, first, second);
}

function joinDate(year = '', month = '', day = ''): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** ISO 8601 in UTC of a time as exports write it (`2024-03-01 10:22:31`, taken for UTC); `undefined` if it is none. */
export function readTime(cell: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(
    cell.trim(),
  );
  if (match === null) return undefined;
  const time = Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? 'Z'}`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

const COUNTRIES: ReadonlyMap<string, string> = new Map([
  ...Object.values(ct.getAllCountries()).map(({ id, name }): [string, string] => [name.toLowerCase(), id]),
  ...namesIn('en'),
  ...namesIn('de'),
  ...namesIn('fr'),
  ...namesIn('es'),
  ...namesIn('it'),
  ['usa', 'US'],
  ['u.s.a.', 'US'],
  ['united states', 'US'],
  ['united states of america', 'US'],
  ['uk', 'GB'],
  ['great britain', 'GB'],
  ['england', 'GB'],
  ['scotland', 'GB'],
  ['wales', 'GB'],
]);

/** A country's code, from its code or its name in a large language; else the text as it is. */
export function readCountry(cell: string): string {
  return COUNTRIES.get(cell.trim().toLowerCase()) ?? cell;
}

function namesIn(language: string): readonly [string, string][] {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return Object.keys(ct.getAllCountries()).map((id) => [(names.of(id) ?? id).toLowerCase(), id]);
}

/** Mailchimp writes an address into one cell, its parts two spaces apart: `Main St 1  Springfield  IL  62704  US`. */
export function readAddress(cell: string): readonly (readonly [part: string, value: string])[] {
  const parts = cell.split(/\s{2,}/).filter((part) => part !== '');
  if (parts.length < 4) return [['address.street', cell]];
  const last = parts.at(-1) ?? '';
  const country = /^[A-Za-z]{2}$/.test(last) ? parts.pop() : undefined;
  const [street = '', city = '', ...others] = parts;
  const postalCode = others.find((part) => /\d/.test(part));
  const region = others.find((part) => !/\d/.test(part));
  return [
    ['address.street', street],
    ['address.city', city],
    ['address.region', region ?? ''],
    ['address.postalCode', postalCode ?? ''],
    ['address.country', country ?? ''],
  ];
}
