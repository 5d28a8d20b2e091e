/** The item store's home on one machine: items, queries and change feed over the one database of the runtime. */
import type { Key, Store } from '../../../functions/ports/store.ts';
import type { Database } from './database.ts';
import { openExtract } from './extract.ts';
import { type Feed, openChanges } from './feed.ts';
import { openItems } from './items.ts';
import { openQueries } from './query.ts';
import { STORE_STEPS } from './schema.ts';
import { text } from './statement.ts';
import { openSurveys } from './survey.ts';
import { type Fold, openWriter, type Writer } from './write.ts';

export type StoreOptions = {
  /** Run inside the transaction of each put and delete. */
  readonly folds?: readonly Fold[];
  /** Which items the change feed tells of; all when absent. */
  readonly feeds?: (key: Key) => boolean;
  /** Which items are packed: written often or many, and seldom read by anybody but their writer. None when absent. */
  readonly packs?: (key: Key) => boolean;
  /** Which items are not kept in memory for having been written: seldom read at all. None when absent. */
  readonly passes?: (key: Key) => boolean;
  /** As where writes are paid for by the piece. */
  readonly billed?: boolean;
};

export type LocalStore = Store & {
  readonly feed: Feed;
  /** As `write`, at once; inside `enlist` only. */
  readonly apply: Writer;
  /** Deletes up to `limit` expired items, as any delete (folds and feed see it); answers how many. Epoch seconds. */
  readonly sweep: (now: number, limit: number) => Promise<number>;
};

/**
 * @example const store = openStore(db, { feeds: ({ pk }) => pk.includes('|contact|') });
 */
export function openStore(
  db: Database,
  {
    folds = [],
    feeds = () => true,
    packs = () => false,
    passes = () => false,
    billed = false,
  }: StoreOptions = {},
): LocalStore {
  db.define('store', STORE_STEPS);
  const items = openItems(db, { packs, passes });
  const queries = openQueries(db, items);
  const changes = openChanges(db, feeds, (key) => items.find(key)?.item().body);
  const apply = openWriter(items, changes, folds);
  const write: Writer = (writes) => {
    const written = apply(writes);
    if (written.ok) for (const one of writes) surveys.touched(one);
    return written;
  };
  const surveys = openSurveys(db, {
    get: (key) => items.find(key)?.item(),
    extract: openExtract(db, items),
  });
  const expired = db.prepare('SELECT pk, sk FROM items WHERE expires < ? ORDER BY expires LIMIT +?');

  const sweep = (now: number, limit: number): Promise<number> =>
    db.enlist(() => {
      const keys = expired.all(now, limit).map((row) => ({ pk: text(row.pk), sk: text(row.sk) }));
      for (const key of keys) write([{ do: 'delete', key }]);
      return keys.length;
    });

  return {
    billed,
    get: async (key) => items.find(key)?.item(),
    glance: async (key) => items.find(key)?.item(),
    getMany: async (keys) => keys.map((key) => items.find(key)?.item()),
    apply: write,
    write: (writes) => db.enlist(() => write(writes)),
    query: async (pk, range) => queries.query(pk, range),
    queryIndex: async (index, pk, range) => queries.queryIndex(index, pk, range),
    survey: surveys.survey,
    fanOut: async (index, pks, range) => queries.fanOut(index, pks, range),
    walk: async (prefix, after) => queries.walk(prefix, after),
    feed: changes.feed,
    sweep,
  };
}
