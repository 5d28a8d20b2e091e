/**
 * Counts what a store's writes and reads would cost on DynamoDB, by its rules: a unit for each kilobyte written, double in a
 * transaction, once more for each index entry written or taken out; a unit for each four kilobytes read strongly.
 */
import { readUnits, sizeOf, writeUnits } from '../../functions/adapters/aws/store/size.ts';
import type { Item, Key, Store, Write } from '../../functions/ports/store.ts';

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
    reads += readUnits(found);
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
      const size = page.items.reduce((all, item) => all + sizeOf(item), 0);
      if (log.length > 0) reads += Math.max(1, Math.ceil(size / 4096));
      return page;
    },
    write: async (all: readonly Write[]) => {
      const old = await getMany(all.map(({ key }) => key));
      const done = await write(all);
      if (!counts(all.map(({ key }) => key))) return done;
      const units = all.map((one, i) => writeUnits(old[i], after(one, old[i]), all.length > 1));
      writes += units.reduce((a, b) => a + b, 0);
      log.push(all.map(({ do: what, key }, i) => `${what} ${key.sk}: ${units[i]}`).join(', '));
      return done;
    },
  } satisfies Partial<Store>);
  return { writes: () => writes, reads: () => reads, log };
}

function after(write: Write, old: Item | undefined): Item | undefined {
  if (write.do === 'delete') return undefined;
  if (write.do === 'add') return old;
  const { key, body, index, expires } = write;
  return {
    ...key,
    rev: 1,
    body,
    ...(index === undefined ? {} : { index }),
    ...(expires === undefined ? {} : { expires }),
  };
}
