/**
 * Counts what a store's writes and reads would cost on DynamoDB, by its rules: a unit for each kilobyte written, double in a
 * transaction, once more for each index entry written or taken out; a unit for each four kilobytes read strongly.
 */
import { INDEXES, type Item, type Key, type Store, type Write } from '../../functions/ports/store.ts';

export type Meter = {
  readonly writes: () => number;
  readonly reads: () => number;
  /** Each write as a line of text, for who wants to know where units went. */
  readonly log: readonly string[];
};

/** Puts a meter around the store's own methods. `counts` says which writes belong to what is measured. */
export function metered(store: Store, counts: (keys: readonly Key[]) => boolean): Meter {
  const log: string[] = [];
  let writes = 0;
  let reads = 0;
  const { get, getMany, query, write } = store;
  const read = (found: readonly (Item | undefined)[]): void => {
    // What happens before the first write that counts belongs to whoever caused the run.
    if (log.length === 0) return;
    for (const item of found) reads += item === undefined ? 1 : Math.ceil(bytes(item) / 4096);
  };
  Object.assign(store, {
    get: async (key: Key) => {
      const item = await get(key);
      // One read serves a batch.
      if (key.sk !== 'generation') read([item]);
      return item;
    },
    getMany: async (keys: readonly Key[]) => {
      const items = await getMany(keys);
      read(items);
      return items;
    },
    query: async (...asked: Parameters<Store['query']>) => {
      const page = await query(...asked);
      const size = page.items.reduce((all, item) => all + bytes(item), 0);
      if (log.length > 0) reads += Math.max(1, Math.ceil(size / 4096));
      return page;
    },
    write: async (all: readonly Write[]) => {
      const old = await getMany(all.map(({ key }) => key));
      const done = await write(all);
      if (!counts(all.map(({ key }) => key))) return done;
      const factor = all.length > 1 ? 2 : 1;
      const units = all.map((one, i) => unitsOf(one, old[i], factor));
      writes += units.reduce((a, b) => a + b, 0);
      log.push(all.map(({ do: what, key }, i) => `${what} ${key.sk}: ${units[i]}`).join(', '));
      return done;
    },
  } satisfies Partial<Store>);
  return { writes: () => writes, reads: () => reads, log };
}

function unitsOf(write: Write, old: Item | undefined, factor: number): number {
  const now = write.do === 'put' ? { ...write.key, body: write.body, index: write.index } : undefined;
  const size = Math.max(kb(old), kb(now), 1);
  const entries = INDEXES.map((name) => {
    const before = old?.index?.[name];
    const after = write.do === 'add' ? before : now?.index?.[name];
    if (before === undefined || after === undefined) return before === after ? 0 : 1;
    return before.pk === after.pk && before.sk === after.sk ? 1 : 2;
  });
  return size * factor + entries.reduce<number>((a, b) => a + b, 0) * size;
}

const kb = (item: object | undefined): number => (item === undefined ? 0 : Math.ceil(bytes(item) / 1024));
const bytes = (item: object): number => Buffer.byteLength(JSON.stringify(item));
