/**
 * A store that remembers for a moment what it has just read: a call reads the same card for each step that it takes, and a hundred
 * calls the same workflow. A card is remembered within a call alone, so that whoever is told of its change sees it. What the process
 * itself writes takes the place of what it remembers.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Item, Key, Store, Write } from '../../ports/store.ts';

/** For how long an item of this key may be remembered, in milliseconds, and whether beyond a call; `undefined`: not at all. */
export type Memory = (key: Key) => { readonly ms: number; readonly beyond: boolean } | undefined;

/** Items remembered at once: many more than one call reads. */
const CAPACITY = 1000;

type Put = Extract<Write, { do: 'put' }>;
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

  const drop = (key: Key): void => {
    for (const known of [kept.within, kept.beyond]) known.delete(nameOf(key));
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
    // Never remembered: whoever reads it later may have to be sure.
    glance: async (key) => {
      const found = recall(key);
      return found === undefined ? store.glance(key) : found.item;
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
      for (const { key } of writes) drop(key);
      const written = await store.write(writes);
      // Whether it is written or refused, it is another item than one that was read meanwhile.
      for (const [at, write] of writes.entries()) {
        if (memory(write.key) === undefined) continue;
        const item = written.ok && write.do === 'put' ? itemOf(write, written.revs[at]) : undefined;
        if (item === undefined) drop(write.key);
        else if ((recall(write.key)?.item?.rev ?? 0) < item.rev) remember(write.key, item);
      }
      return written;
    },
  };
}

/** The item that a put has made, as it would be read. */
function itemOf({ key, body, index, expires }: Put, rev: number | undefined): Item | undefined {
  if (rev === undefined) return undefined;
  return {
    ...key,
    rev,
    // As it would come back: a body may have fields without a value, which are not written.
    body: JSON.parse(JSON.stringify(body)),
    ...(index === undefined ? {} : { index }),
    ...(expires === undefined ? {} : { expires }),
  };
}
