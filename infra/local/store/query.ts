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
import { integer, type Row, type Statement, text } from './statement.ts';

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

// `LIMIT +?`: of a bare parameter as its limit SQLite makes the plan anew at each run, which takes longer than the query.

/** `writeSums`: what a query may meet has to be in the tables first. */
export function openQueries(db: Database, items: Pick<Items, 'writeSums' | 'find' | 'peek'>): Queries {
  const { writeSums, find, peek } = items;
  const prepared = new Map<string, Statement>();
  const statement = (sql: string): Statement => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const made = db.prepare(sql);
    prepared.set(sql, made);
    return made;
  };
  const byId = db.prepare(`SELECT ${ITEM_COLUMNS.join(', ')} FROM items WHERE id = ?`);

  const query: Queries['query'] = (pk, range) => {
    checkRange(range);
    writeSums((key) => key.pk === pk);
    const { low, high } = bounds(range);
    const where = ['pk = ?', 'sk >= ?'];
    const values = [pk, low];
    if (high !== undefined) {
      where.push(high.open ? 'sk < ?' : 'sk <= ?');
      values.push(high.at);
    }
    if (range.after !== undefined) {
      const [after = ''] = readToken(range.after, 1);
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
    const { low, high } = bounds(range);
    const where = [`${index}_pk = ?`, `${index}_sk >= ?`];
    const values = [pk, low];
    if (high !== undefined) {
      where.push(high.open ? `${index}_sk < ?` : `${index}_sk <= ?`);
      values.push(high.at);
    }
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
    const wanted = range.limit + 1;
    const partitions = [...new Set(pks)];
    const sign = range.reverse ? -1 : 1;
    const merged = (parts: readonly (readonly Row[])[]): readonly Row[] =>
      parts.length > 1
        ? parts
            .flat()
            .sort((a, b) => sign * comparePositions(position(a), position(b)))
            .slice(0, wanted)
        : (parts[0] ?? []);
    const some = shareOf(wanted, partitions.length);
    const parts = partitions.map((pk) => along(index, pk, range, after, some));
    let found = merged(parts);
    if (some < wanted) {
      // Whoever gave all that it was asked for, up to the end of the page or with the page not full, may have more that belongs here.
      const inside = new Set(found);
      const whole = parts.map((rows, at) => {
        const last = rows.at(-1);
        const ended = rows.length < some || last === undefined;
        return ended || (found.length === wanted && !inside.has(last))
          ? rows
          : along(index, partitions[at] ?? '', range, after, wanted);
      });
      found = merged(whole);
    }
    const chosen = found.slice(0, range.limit);
    const look = range.limit <= ON_A_PAGE ? find : peek;
    const whole = chosen.flatMap((row) => {
      const known = look({ pk: text(row.pk), sk: text(row.sk) });
      if (known !== undefined) return [known.item()];
      const item = byId.get(integer(row.id));
      return item === undefined ? [] : [toItem(item)];
    });
    const last = chosen.at(-1);
    if (last === undefined || found.length <= range.limit) return { items: whole };
    return { items: whole, next: writeToken(position(last)) };
  };

  return { query, fanOut, walk, queryIndex: (index, pk, range) => fanOut(index, [pk], range) };
}

/** What is asked of each partition at first: its even share and some more, since keys are spread over shards by a hash. */
const shareOf = (wanted: number, partitions: number): number =>
  Math.min(wanted, Math.ceil((1.5 * wanted) / Math.max(1, partitions)) + 8);

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
