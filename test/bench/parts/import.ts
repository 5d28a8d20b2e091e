/** `import`: a file of contacts, as the product takes it in, beside SQLite's own insert of the same rows; and its memory by size. */
import { number, ratios, spread, table } from '../figures.ts';
import { inTurn, measured, type Station } from '../in-turn.ts';
import type { Part } from '../part.ts';

export type Imported = {
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** The most that the process held. */
  readonly megabytes: number;
};
type Argument = { readonly rows: number };

const product = (rows: number): Station<Argument> => ({
  name: `the product, ${rows} rows`,
  module: 'sides/import-product.ts',
  argument: { rows },
});
const floor = (rows: number): Station<Argument> => ({
  name: `SQLite, ${rows} rows`,
  module: 'sides/import-sqlite.ts',
  argument: { rows },
});

export const part: Part = {
  title: 'Importing contacts',
  run: async (setting) => {
    const rows = setting.set('rows', 50_000, 1000);
    const most = setting.set('most', 1_000_000, 2000);
    const [ours = [], theirs = []] = await inTurn<Argument, Imported>(setting, [product(rows), floor(rows)]);
    const speed = (of: readonly Imported[]) => of.map(({ cpuSeconds }) => rows / cpuSeconds);
    const clock = (of: readonly Imported[]) => of.map(({ seconds }) => rows / seconds);
    setting.note(`once: ${most} rows`);
    const whole = await measured<Argument, Imported>(product(most));
    const small = ours.map(({ megabytes }) => megabytes);
    return `A file of ${rows.toLocaleString('en')} contacts with nine columns. The product reads the heading, checks every value, finds or makes the contact, keeps consent and where it comes from, writes the card, its aliases and its place in the list, and tells the feed; SQLite inserts address and cells into a table with one unique index. Both: WAL, synchronous=FULL, 500 rows a commit, the same reader of CSV.

${table(
  ['', 'rows per CPU second', 'rows per second', 'most memory, MB'],
  [
    ['the product', spread(speed(ours)), spread(clock(ours)), spread(small)],
    [
      "SQLite's own insert",
      spread(speed(theirs)),
      spread(clock(theirs)),
      spread(theirs.map((of) => of.megabytes)),
    ],
  ],
)}

SQLite does ${spread(ratios(speed(theirs), speed(ours)))} times the product's rows per CPU second.

A file of ${most.toLocaleString('en')} contacts, once: ${number(whole.seconds)} s by the clock, ${number(whole.cpuSeconds)} CPU seconds, at most ${number(whole.megabytes)} MB: the file's size does not show in memory beyond what SQLite and the store's cache keep.`;
  },
};
