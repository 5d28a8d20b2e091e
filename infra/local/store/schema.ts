/**
 * The tables of the item store. An index is a pair of columns on the item itself with a partial index over it, so that
 * an item outside an index costs nothing there. The row id keeps the primary index small and lets bodies be appended.
 */
import { INDEXES } from '../../../functions/ports/store.ts';

export const STORE_STEPS: readonly string[] = [
  `CREATE TABLE items (
     id INTEGER PRIMARY KEY,
     pk TEXT NOT NULL, sk TEXT NOT NULL, rev INTEGER NOT NULL, body TEXT NOT NULL, expires INTEGER,
     ${INDEXES.map((name) => `${name}_pk TEXT, ${name}_sk TEXT`).join(', ')},
     UNIQUE (pk, sk));
   CREATE INDEX items_expires ON items (expires) WHERE expires IS NOT NULL;
   ${INDEXES.map(
     (name) =>
       `CREATE INDEX items_${name} ON items (${name}_pk, ${name}_sk, pk, sk) WHERE ${name}_pk IS NOT NULL;`,
   ).join('\n')}`,
  // AUTOINCREMENT: a number told once is never given to another change, even after all changes are done.
  `CREATE TABLE changes (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     pk TEXT NOT NULL, sk TEXT NOT NULL, rev INTEGER NOT NULL, old TEXT, new TEXT);`,
  // From here on a change's new body may stand in its item alone, and an item's body may be packed: releases before cannot read it.
  // Equal sort keys of an index are rare: their order is found in the items, and the index is a third smaller.
  INDEXES.map(
    (name) =>
      `DROP INDEX items_${name};
       CREATE INDEX items_${name} ON items (${name}_pk, ${name}_sk) WHERE ${name}_pk IS NOT NULL;`,
  ).join('\n'),
];
