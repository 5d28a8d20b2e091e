/** Single items by key: the prepared statements of reading and replacing one. */
import { INDEXES, type Item, type Key, type Write } from '../../../functions/ports/store.ts';
import type { Database } from './database.ts';
import { INDEX_COLUMNS, ITEM_COLUMNS, toItem } from './row.ts';
import { integer, type Row } from './statement.ts';

export type Items = {
  readonly row: (key: Key) => Row | undefined;
  readonly get: (key: Key) => Item | undefined;
  readonly insert: (key: Key, body: string, write: Placing) => void;
  readonly replace: (row: Row, rev: number, body: string, write: Placing) => void;
  readonly setBody: (row: Row, rev: number, body: string) => void;
  readonly remove: (row: Row) => void;
};

type Placing = Pick<Extract<Write, { do: 'put' }>, 'index' | 'expires'>;

const NOWHERE = { pk: null, sk: null };

export function openItems(db: Database): Items {
  const select = db.prepare(`SELECT id, ${ITEM_COLUMNS.join(', ')} FROM items WHERE pk = ? AND sk = ?`);
  const insert = db.prepare(
    `INSERT INTO items (${ITEM_COLUMNS.join(', ')}) VALUES (${ITEM_COLUMNS.map(() => '?').join(', ')})`,
  );
  const placing = INDEX_COLUMNS.map((column) => `${column} = ?`).join(', ');
  const replace = db.prepare(`UPDATE items SET rev = ?, body = ?, expires = ?, ${placing} WHERE id = ?`);
  const setBody = db.prepare('UPDATE items SET rev = ?, body = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM items WHERE id = ?');

  const row = ({ pk, sk }: Key): Row | undefined => select.get(pk, sk);

  const columns = ({ index, expires }: Placing): (string | number | null)[] => {
    const values: (string | number | null)[] = [expires ?? null];
    for (const name of INDEXES) {
      const { pk, sk } = index?.[name] ?? NOWHERE;
      values.push(pk, sk);
    }
    return values;
  };

  return {
    row,
    get: (key) => {
      const found = row(key);
      return found === undefined ? undefined : toItem(found);
    },
    insert: ({ pk, sk }, body, write) => void insert.run(pk, sk, 1, body, ...columns(write)),
    replace: (old, rev, body, write) => void replace.run(rev, body, ...columns(write), integer(old.id)),
    setBody: (old, rev, body) => void setBody.run(rev, body, integer(old.id)),
    remove: (old) => void remove.run(integer(old.id)),
  };
}
