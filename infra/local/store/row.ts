/** An item as a row: the columns in their order, and the way back. */
import { INDEXES, type IndexKeys, type Item, type Key } from '../../../functions/ports/store.ts';
import type { Json, JsonObject } from '../../../workflow-compiler/language/json.ts';
import { unpack } from './packed-text.ts';
import { integer, integerOrNone, type Row, text, textOrNone } from './statement.ts';

export const ITEM_COLUMNS: readonly string[] = [
  ...['pk', 'sk', 'rev', 'body', 'expires'],
  ...INDEXES.flatMap((name) => [`${name}_pk`, `${name}_sk`]),
];

export function parseBody(body: string): Json {
  return JSON.parse(body);
}

/** A body's text, packed or not. */
export function bodyText(row: Row): string {
  const { body } = row;
  if (!(body instanceof Uint8Array)) return text(body);
  const places = INDEXES.map((name) => textOrNone(row[`${name}_sk`]));
  return unpack(body, besideOf({ pk: text(row.pk), sk: text(row.sk) }, places));
}

/** What stands in a row besides its body, which mostly says it again: its key, and its places in the order of the indexes. */
export function besideOf({ pk, sk }: Key, places: readonly (string | undefined)[]): string {
  let beside = `${pk} ${sk}`;
  for (const place of places) if (place !== undefined) beside += ` ${place}`;
  return beside;
}

export function isObject(body: Json): body is JsonObject {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

export function toItem(row: Row): Item {
  const expires = integerOrNone(row.expires);
  return itemOf(
    { pk: text(row.pk), sk: text(row.sk) },
    integer(row.rev),
    parseBody(bodyText(row)),
    indexOf(row),
    expires,
  );
}

export function itemOf(
  { pk, sk }: Key,
  rev: number,
  body: Json,
  index: IndexKeys | undefined,
  expires: number | undefined,
): Item {
  return {
    pk,
    sk,
    rev,
    body,
    ...(index === undefined ? {} : { index }),
    ...(expires === undefined ? {} : { expires }),
  };
}

/** `undefined` for an item that stands in no index. */
export function indexOf(row: Row): IndexKeys | undefined {
  let index: Record<string, Key> | undefined;
  for (const name of INDEXES) {
    const pk = textOrNone(row[`${name}_pk`]);
    if (pk === undefined) continue;
    index ??= {};
    index[name] = { pk, sk: text(row[`${name}_sk`]) };
  }
  return index;
}
