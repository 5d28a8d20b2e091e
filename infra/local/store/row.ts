/** An item as a row: the columns in their order, and the way back. */
import { INDEXES, type Item } from '../../../functions/ports/store.ts';
import type { Json, JsonObject } from '../../../workflow-compiler/language/json.ts';
import { integer, integerOrNone, type Row, text, textOrNone } from './statement.ts';

export const INDEX_COLUMNS: readonly string[] = INDEXES.flatMap((name) => [`${name}_pk`, `${name}_sk`]);

export const ITEM_COLUMNS: readonly string[] = ['pk', 'sk', 'rev', 'body', 'expires', ...INDEX_COLUMNS];

export function parseBody(body: string): Json {
  return JSON.parse(body);
}

export function isObject(body: Json): body is JsonObject {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

export function toItem(row: Row): Item {
  const expires = integerOrNone(row.expires);
  const index = INDEXES.flatMap((name) => {
    const pk = textOrNone(row[`${name}_pk`]);
    return pk === undefined ? [] : [[name, { pk, sk: text(row[`${name}_sk`]) }] as const];
  });
  return {
    pk: text(row.pk),
    sk: text(row.sk),
    rev: integer(row.rev),
    body: parseBody(text(row.body)),
    ...(index.length > 0 ? { index: Object.fromEntries(index) } : {}),
    ...(expires === undefined ? {} : { expires }),
  };
}
