/**
 * A store that remembers for a moment what it has just read: a call reads the same card for each step that it takes, and a hundred
 * calls the same workflow. A card is remembered within a call alone, so that whoever is told of its change sees it. What the process
 * itself writes is forgotten at once.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Item, Key, Store, Written } from '../../ports/store.ts';

/** For how long an item of this key may be remembered, in milliseconds, and whether beyond a call; `undefined`: not at all. */
export type Memory = (key: Key) => { readonly ms: number; readonly beyond: boolean } | undefined;

/** Items remembered at once: many more than one call reads. */
const CAPACITY = 1000;

type Remembered = { readonly item: Item | undefined; readonly until: number };

export type RecentStore = Store & {
  /** A new call begins. */
  readonly forget: () => void;
};

export function recentStore(store: Store, clock: Clock, memory: Memory): RecentStore {
  const kept = { within: new Map<string, Remembered>(), beyond: new Map<string, Remembered>() };
  const nameOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;
  const remember = (key: Key, item: Item | undefined): void => {
    const asked = memory(key);
    if (asked === undefined) return;
    const known = asked.beyond ? kept.beyond : kept.within;
    if (known.size >= CAPACITY) known.clear();
    known.set(nameOf(key), { item, until: clock.now() + asked.ms });
  };
  const recall = (key: Key): Remembered | undefined => {
    const found = kept.within.get(nameOf(key)) ?? kept.beyond.get(nameOf(key));
    return found !== undefined && found.until > clock.now() ? found : undefined;
  };

  return {
    billed: store.billed,
    query: async (pk, range) => {
      const page = await store.query(pk, range);
      for (const item of page.items) remember(item, item);
      return page;
    },
    queryIndex: (index, pk, range) => store.queryIndex(index, pk, range),
    fanOut: (index, pks, range) => store.fanOut(index, pks, range),
    walk: (prefix, after) => store.walk(prefix, after),
    forget: () => kept.within.clear(),
    get: async (key) => {
      const found = recall(key);
      if (found !== undefined) return found.item;
      const item = await store.get(key);
      remember(key, item);
      return item;
    },
    getMany: async (keys) => {
      const found = keys.map(recall);
      const missing = keys.filter((_, at) => found[at] === undefined);
      const items = missing.length === 0 ? [] : await store.getMany(missing);
      for (const [at, key] of missing.entries()) remember(key, items[at]);
      const read = items.values();
      return found.map((one) => (one === undefined ? read.next().value : one.item));
    },
    write: async (writes) => {
      const drop = (written?: Written): void => {
        for (const [at, { do: what, key }] of writes.entries()) {
          const rev = written?.ok === true && what === 'put' ? written.revs[at] : undefined;
          for (const known of [kept.within, kept.beyond]) {
            const { item } = known.get(nameOf(key)) ?? {};
            if (item === undefined || rev === undefined || item.rev < rev) known.delete(nameOf(key));
          }
        }
      };
      // Whether it is written or refused, it is another item than the one remembered, and perhaps than one read meanwhile.
      drop();
      const written = await store.write(writes);
      drop(written);
      return written;
    },
  };
}
