/**
 * Queries of one partition, of an index, and the fan-out over several partitions of an index. Every statement walks
 * an index in its order and stops at the limit: no scan, no sort, the same memory whatever the table's size.
 */
import type { IndexName, Item, Page, Range } from '../../../functions/ports/store.ts';
import { checkRange } from '../../../functions/ports/store-limits.ts';
import { bounds, compareText, readToken, writeToken } from '../../../functions/ports/store-order.ts';
import type { Database } from './database.ts';
import type { Items } from './items.ts';
import { ITEM_COLUMNS, toItem } from './row.ts';
import { integer, preparing, type Row, text } from './statement.ts';

export type Queries = {
  readonly query: (pk: string, range: Range) => Page;
  readonly queryIndex: (index: IndexName, pk: string, range: Range) => Page;
  readonly fanOut: (index: IndexName, pks: readonly string[], range: Range) => Page;
  readonly walk: (prefix: string, after?: string) => Page;
};

/** Lists that people look at, and ask for again: their items stay in memory. Longer ones are read through, once. */
const ON_A_PAGE = 100;

/** Items of a page of `walk`. */
const WALKED = 500;

/** Where a fan-out stands in its order: index sort key, index partition, then the item's own key. */
type Position = readonly string[];
type Placed = { readonly id: number; readonly at: Position };

// `LIMIT +?`: of a bare parameter as its limit SQLite makes the plan anew at each run, which takes longer than the query.

/** `writeSums`: what a query may meet has to be in the tables first. */
export function openQueries(db: Database, items: Pick<Items, 'writeSums' | 'find' | 'peek'>): Queries {
  const { writeSums, find, peek } = items;
  const statement = preparing(db);
  const byId = db.prepare(`SELECT ${ITEM_COLUMNS.join(', ')} FROM items WHERE id = ?`);

  const query: Queries['query'] = (pk, range) => {
    checkRange(range);
    writeSums((key) => key.pk === pk);
    const [after] = range.after === undefined ? [] : readToken(range.after, 1);
    const { where, values } = bounded('pk', 'sk', pk, range, after);
    if (after !== undefined) {
      where.push(range.reverse ? 'sk < ?' : 'sk > ?');
      values.push(after);
    }
    const order = range.reverse ? 'DESC' : 'ASC';
    const rows = statement(
      `SELECT ${ITEM_COLUMNS.join(', ')} FROM items WHERE ${where.join(' AND ')} ORDER BY sk ${order} LIMIT +?`,
    ).all(...values, range.limit + 1);
    return page(rows.slice(0, range.limit).map(toItem), rows.length > range.limit, (item) => [item.sk]);
  };

  const walk: Queries['walk'] = (prefix, after) => {
    writeSums((key) => key.pk.startsWith(prefix));
    const [pk = prefix, sk = ''] = after === undefined ? [] : readToken(after, 2);
    const rows = statement(
      `SELECT ${ITEM_COLUMNS.join(', ')} FROM items WHERE (pk, sk) > (?, ?) AND pk < ? ORDER BY pk, sk LIMIT +?`,
    ).all(pk, sk, `${prefix}\u{10ffff}`, WALKED + 1);
    return page(rows.slice(0, WALKED).map(toItem), rows.length > WALKED, (item) => [item.pk, item.sk]);
  };

  /** The ids of one partition's items after a position, with their positions; no body is read yet. */
  const along = (
    index: IndexName,
    pk: string,
    range: Range,
    after: Position | undefined,
    most: number,
  ): readonly Row[] => {
    const { where, values } = bounded(`${index}_pk`, `${index}_sk`, pk, range, after?.[0]);
    const past = range.reverse ? '<' : '>';
    if (after !== undefined) {
      const [sk = '', partition = '', itemPk = '', itemSk = ''] = after;
      const side = compareText(pk, partition) * (range.reverse ? -1 : 1);
      // In the token's own partition go on after its item; of a partition that comes later in the order, the same
      // sort key is still to come; of an earlier one, it has been.
      if (side === 0) where.push(`(${index}_sk, pk, sk) ${past} (?, ?, ?)`);
      else where.push(`${index}_sk ${side > 0 ? `${past}=` : past} ?`);
      values.push(...(side === 0 ? [sk, itemPk, itemSk] : [sk]));
    }
    const order = range.reverse ? 'DESC' : 'ASC';
    return statement(
      `SELECT id, ${index}_sk AS place, ${index}_pk AS shard, pk, sk FROM items WHERE ${where.join(' AND ')}
       ORDER BY ${index}_sk ${order}, pk ${order}, sk ${order} LIMIT +?`,
    ).all(...values, most);
  };

  const fanOut: Queries['fanOut'] = (index, pks, range) => {
    checkRange(range);
    writeSums((_key, keys) => keys?.[index] !== undefined);
    const after = range.after === undefined ? undefined : readToken(range.after, 4);
    const partitions = [...new Set(pks)];
    const found = firstOf(partitions, range, (pk, most) => along(index, pk, range, after, most));
    const chosen = found.slice(0, range.limit);
    const look = range.limit <= ON_A_PAGE ? find : peek;
    const whole = chosen.flatMap(({ id, at: [, , itemPk = '', itemSk = ''] }) => {
      const known = look({ pk: itemPk, sk: itemSk });
      if (known !== undefined) return [known.item()];
      const item = byId.get(id);
      return item === undefined ? [] : [toItem(item)];
    });
    const last = chosen.at(-1);
    if (last === undefined || found.length <= range.limit) return { items: whole };
    return { items: whole, next: writeToken(last.at) };
  };

  return { query, fanOut, walk, queryIndex: (index, pk, range) => fanOut(index, [pk], range) };
}

/**
 * The conditions of a range in one partition, without the end that `after`, whose own condition comes beside them, is nearer than:
 * of two lower ends SQLite seeks the first and steps over everything between them, so each page would cost more than the one before.
 */
function bounded(
  pkColumn: string,
  skColumn: string,
  pk: string,
  range: Range,
  after: string | undefined,
): { readonly where: string[]; readonly values: string[] } {
  const { low, high } = bounds(range);
  const where = [`${pkColumn} = ?`];
  const values = [pk];
  if (after === undefined || range.reverse || compareText(after, low) <= 0) {
    where.push(`${skColumn} >= ?`);
    values.push(low);
  }
  if (high !== undefined && !(after !== undefined && range.reverse && compareText(after, high.at) < 0)) {
    where.push(high.open ? `${skColumn} < ?` : `${skColumn} <= ?`);
    values.push(high.at);
  }
  return { where, values };
}

/**
 * A page of several partitions and one more, in order. Each is asked for its even share at first and some more, since keys are
 * spread over shards by a hash; only one whose share ends inside the page is asked for a whole page.
 */
function firstOf(
  pks: readonly string[],
  { limit, reverse }: Range,
  askRows: (pk: string, most: number) => readonly Row[],
): readonly Placed[] {
  const wanted = limit + 1;
  const sign = reverse ? -1 : 1;
  const ask = (pk: string, most: number): readonly Placed[] =>
    askRows(pk, most).map((row) => ({ id: integer(row.id), at: position(row) }));
  const merged = (parts: readonly (readonly Placed[])[]): readonly Placed[] =>
    parts
      .flat()
      .sort((a, b) => sign * comparePositions(a.at, b.at))
      .slice(0, wanted);
  if (pks.length <= 1) return pks.flatMap((pk) => ask(pk, wanted));
  const share = Math.min(wanted, Math.ceil((1.5 * wanted) / pks.length) + 8);
  const parts = pks.map((pk) => ({ pk, rows: ask(pk, share) }));
  const first = merged(parts.map(({ rows }) => rows));
  const inside = new Set(first.length < wanted ? [] : first);
  return merged(
    parts.map(({ pk, rows }) => {
      const last = rows.at(-1);
      const all = last === undefined || rows.length < share || share === wanted;
      return all || (inside.size > 0 && !inside.has(last)) ? rows : ask(pk, wanted);
    }),
  );
}

function page(items: readonly Item[], more: boolean, at: (item: Item) => Position): Page {
  const last = items.at(-1);
  return last === undefined || !more ? { items } : { items, next: writeToken(at(last)) };
}

function position(row: Row): Position {
  return [text(row.place), text(row.shard), text(row.pk), text(row.sk)];
}

function comparePositions(a: Position, b: Position): number {
  for (const [part, value] of a.entries()) {
    const order = compareText(value, b[part] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}
