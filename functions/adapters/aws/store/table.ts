/**
 * The one table: its keys, its sparse indexes, and the names of attributes. The stack makes the table from this, the adapter
 * reads and writes it. Indexes hold keys only: a write that leaves an item's places alone costs nothing in them.
 */
import { INDEXES, type IndexName, type Key } from '../../../ports/store.ts';

export const ATTRIBUTES = {
  pk: 'pk',
  sk: 'sk',
  rev: 'rev',
  /** Who wrote last: by this a call that is tried again knows its own work. */
  mark: 'mark',
  /** Time to live, epoch seconds. */
  expires: 'expires',
  /** A body that is no object, as JSON. */
  body: 'body',
  /** The fields of a large body that are no numbers: JSON, deflated, in base64. */
  packed: 'z',
} as const;

/** Names of an index and its key attributes. */
export const indexAttributes = (name: IndexName) => ({ name, pk: `${name}_pk`, sk: `${name}_sk` });

export const TABLE_INDEXES = INDEXES.map(indexAttributes);

const END = '\u0000';

/**
 * An index's sort key ends with the item's own key, since DynamoDB leaves the order of equal sort keys open. The separator is
 * smaller than every character, so that order by this is order by the place, then by the item.
 */
export const placeOf = (sk: string, item: Key): string => `${sk}${END}${item.pk}${END}${item.sk}`;

export const skOfPlace = (place: string, item: Key): string =>
  place.slice(0, place.length - item.pk.length - item.sk.length - 2 * END.length);

/** Greater than every place with this sort key, smaller than every place with a greater one. */
export const afterPlaces = (sk: string): string => `${sk}\u0001`;
