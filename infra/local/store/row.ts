/** An item as a row: the columns in their order, and the way back. */
import type { SQLOutputValue } from 'node:sqlite';
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
export function bodyText(value: SQLOutputValue | undefined): string {
  return value instanceof Uint8Array ? unpack(value) : text(value);
}

export function isObject(body: Json): body is JsonObject {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

export function toItem(row: Row): Item {
  const expires = integerOrNone(row.expires);
  return itemOf(
    { pk: text(row.pk), sk: text(row.sk) },
    integer(row.rev),
    parseBody(bodyText(row.body)),
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
