/**
 * A row becomes the contact it names and the changes it asks for. A value that cannot be read is left out and reported; a row without
 * a readable identity is refused, since nobody could find it again.
 */
import { isStandardDetail } from '../../../workflow-compiler/predicate/detail.ts';
import type { Channel } from '../../../workflow-compiler/predicate/facts.ts';
import type { ContactChange } from '../contact/change.ts';
import type { Identity } from '../contact/upsert.ts';
import { checkCountry, checkEmail, checkPhone, checkStandard } from '../contact/value.ts';
import { isContactId } from '../ids.ts';
import { isYes, readAddress, readCountry, readDate, readTime, splitNames } from './cell.ts';
import type { Column } from './heading.ts';
import type { Cell } from './ndjson.ts';

export type RowOptions = {
  readonly list?: string;
  readonly tag?: string;
  /** What all rows bring; a refusal in the row or on the card is stronger. */
  readonly consent?: { readonly [channel in Channel]?: 'in' | 'out' };
  /** The proof that stands beside these consents. */
  readonly consentSource?: string;
  /** Where phone numbers without country code are from, when the row does not say. */
  readonly country?: string;
};

export type Person =
  | {
      readonly identity: Identity;
      readonly changes: readonly ContactChange[];
      readonly warnings: readonly string[];
    }
  | { readonly refused: string };

type Entry = { readonly column: Column; readonly cell: Cell };
const CHANNELS = ['email', 'sms', 'push', 'whatsapp'] as const satisfies readonly Channel[];

/** Of two columns for the same detail the first that is filled counts. */
export function personOf(row: readonly Entry[], options: RowOptions): Person {
  const entries = row.flatMap(({ column, cell }): Entry[] => {
    const clean = typeof cell === 'string' ? cell.trim() : cell;
    return clean === '' ? [] : [{ column, cell: clean }];
  });
  if (entries.length === 0) return { refused: 'the row is empty' };
  const details = detailsOf(entries);
  const warnings: string[] = [];
  const country = countryOf(details, warnings) ?? options.country;
  const identity = identityOf(entries, details, country, warnings);
  if ('refused' in identity) return identity;
  const changes = [
    ...detailChanges(details, country, warnings),
    ...nameChanges(entries),
    ...scoreChanges(entries, warnings),
    ...consentChanges(entries, options),
    ...(options.tag === undefined ? [] : [{ do: 'add-tag', tag: options.tag } as const]),
    ...(options.list === undefined ? [] : [{ do: 'join-list', list: options.list } as const]),
  ];
  return { identity, changes, warnings };
}

function detailsOf(entries: readonly Entry[]): Map<string, Cell> {
  const details = new Map<string, Cell>();
  const offer = (name: string, value: Cell): void => {
    if (value !== '' && !details.has(name)) details.set(name, value);
  };
  for (const { column, cell } of entries) {
    const text = String(cell);
    if (column.to === 'detail') offer(column.name, cell);
    if (column.to === 'full-address') for (const [part, value] of readAddress(text)) offer(part, value);
    if (column.to === 'full-name') {
      const space = text.indexOf(' ');
      offer('firstName', space < 0 ? text : text.slice(0, space));
      if (space >= 0) offer('lastName', text.slice(space + 1).trim());
    }
  }
  return details;
}

/** Takes the country out of the details when it is none. */
function countryOf(details: Map<string, Cell>, warnings: string[]): string | undefined {
  const cell = details.get('address.country');
  if (cell === undefined) return undefined;
  const checked = checkCountry(readCountry(String(cell)));
  if (checked.ok) {
    details.set('address.country', checked.value);
    return checked.value;
  }
  details.delete('address.country');
  warnings.push(`address.country: \`${cell}\` ${checked.why}`);
  return undefined;
}

function identityOf(
  entries: readonly Entry[],
  details: Map<string, Cell>,
  country: string | undefined,
  warnings: string[],
): Identity | { readonly refused: string } {
  const id = entries.find(({ column }) => column.to === 'id')?.cell;
  const email = details.get('email');
  const phone = details.get('phone');
  details.delete('email');
  details.delete('phone');
  const address = email === undefined ? undefined : checkEmail(String(email));
  const number = phone === undefined ? undefined : checkPhone(String(phone), country);
  const named = id === undefined ? undefined : String(id);
  if (named !== undefined && !isContactId(named)) return { refused: `id: \`${named}\` is not a contact id` };
  // A wrong address is a wrong row: it must not become a contact by its phone alone.
  if (address?.ok === false) return { refused: `email: \`${email}\` ${address.why}` };
  const unreadable = number?.ok === false ? `phone: \`${phone}\` ${number.why}` : undefined;
  if (named === undefined && address === undefined && number?.ok !== true) {
    return { refused: unreadable ?? 'no e-mail address, phone number or id' };
  }
  if (unreadable !== undefined) warnings.push(unreadable);
  return {
    ...(named === undefined ? {} : { id: named }),
    ...(address === undefined ? {} : { email: address.value }),
    ...(number?.ok === true ? { phone: number.value } : {}),
  };
}

function detailChanges(
  details: ReadonlyMap<string, Cell>,
  country: string | undefined,
  warnings: string[],
): ContactChange[] {
  const changes: ContactChange[] = [];
  for (const [detail, cell] of details) {
    const value = detail === 'birthday' ? readDate(String(cell)) : cell;
    const checked = isStandardDetail(detail) ? checkStandard(detail, value, country) : undefined;
    if (checked?.ok === false) warnings.push(`${detail}: \`${cell}\` ${checked.why}`);
    else changes.push({ do: 'set', detail, value });
  }
  return changes;
}

function nameChanges(entries: readonly Entry[]): ContactChange[] {
  return entries.flatMap(({ column, cell }): ContactChange[] => {
    if (column.to === 'tags') return splitNames(String(cell)).map((tag) => ({ do: 'add-tag', tag }));
    if (column.to === 'lists') return splitNames(String(cell)).map((list) => ({ do: 'join-list', list }));
    return [];
  });
}

function scoreChanges(entries: readonly Entry[], warnings: string[]): ContactChange[] {
  const cell = entries.find(({ column }) => column.to === 'score')?.cell;
  if (cell === undefined) return [];
  const to = Number(String(cell).replace(',', '.'));
  if (Number.isFinite(to)) return [{ do: 'set-score', to }];
  warnings.push(`score: \`${cell}\` is not a number`);
  return [];
}

/** Said in the row, else brought by the import; `out` wins over `in`, in the row and on the card. */
function consentChanges(entries: readonly Entry[], options: RowOptions): ContactChange[] {
  return CHANNELS.flatMap((channel): ContactChange[] => {
    const about = entries.filter(({ column }) => 'channel' in column && column.channel === channel);
    const out = about.find(
      ({ column, cell }) =>
        (column.to === 'opt-out' && isYes(String(cell))) ||
        (column.to === 'consent' && String(cell).toLowerCase() === 'out'),
    );
    const said = about.find(
      ({ column, cell }) =>
        (column.to === 'opt-in' && isYes(String(cell))) ||
        (column.to === 'consent' && String(cell).toLowerCase() === 'in'),
    );
    const state = out !== undefined ? 'out' : said !== undefined ? 'in' : options.consent?.[channel];
    if (state === undefined) return [];
    const dated = out ?? about.find(({ column }) => column.to === 'consent-at') ?? said;
    const at = dated === undefined ? undefined : readTime(String(dated.cell));
    const source = options.consentSource ?? 'import';
    return [{ do: 'consent', channel, state, source, keepOut: true, ...(at === undefined ? {} : { at }) }];
  });
}
