/**
 * Counts, while a runtime runs, what AWS would bill for the same: states entered, executions, calls, events, timers, and the rows
 * written and read, by DynamoDB's rules for sizes, transactions and index entries. Made for a runtime that is `billed`: others
 * write their rows together, since that costs them nothing.
 */
import type { Item, Key, Page, Store, Write } from '../../functions/ports/store.ts';
import type { Recorder } from './engine/steps.ts';

export type Units = {
  /** States entered, by executions of either kind; Standard ones are billed by them, Express ones are not. */
  readonly states: number;
  /** Executions started. */
  readonly executions: number;
  /** Calls of task functions. */
  readonly calls: number;
  readonly events: number;
  readonly timers: number;
  /** Units by kind of row: `run`, `msg`, `act`, `card` and so on. */
  readonly written: Readonly<Record<string, number>>;
  readonly read: Readonly<Record<string, number>>;
};

/** What rows cost: the rules of the table that they would stand in. */
export type Rules = {
  readonly sizeOf: (item: Item) => number;
  readonly readUnits: (found: readonly (Item | undefined)[]) => number;
  readonly writeUnits: (before: Item | undefined, after: Item | undefined, together: boolean) => number;
};

export type Meter = {
  readonly store: (store: Store) => Store;
  readonly recorder: Recorder;
  readonly count: (what: 'executions' | 'calls' | 'events' | 'timers', by?: number) => void;
  readonly units: () => Units;
  /** Each write as a line, for who wants to know where units went. */
  readonly log: readonly string[];
};

const PAGE_BYTES = 4096;

/** @example const meter = openMeter(rules); await openRuntime({ dir, billed: true, meter }); meter.units() */
export function openMeter({ sizeOf, readUnits, writeUnits }: Rules): Meter {
  const counts = { states: 0, executions: 0, calls: 0, events: 0, timers: 0 };
  const written: Record<string, number> = {};
  const read: Record<string, number> = {};
  const log: string[] = [];

  const add = (to: Record<string, number>, kind: string, units: number): void => {
    to[kind] = (to[kind] ?? 0) + units;
  };
  const paged = (kind: string, page: Page): Page => {
    const bytes = page.items.reduce((all, item) => all + sizeOf(item), 0);
    add(read, kind, Math.max(1, Math.ceil(bytes / PAGE_BYTES)));
    return page;
  };

  return {
    log,
    units: () => ({ ...counts, written: { ...written }, read: { ...read } }),
    count: (what, by = 1) => {
      counts[what] += by;
    },
    recorder: {
      step: (_live, { effects }) => {
        counts.states += effects.filter(({ type }) => type === 'entered').length;
      },
      ended: () => {},
    },
    store: (store) => ({
      billed: store.billed,
      get: async (key) => {
        const item = await store.get(key);
        add(read, kindOf(key), readUnits([item]));
        return item;
      },
      glance: async (key) => {
        const item = await store.glance(key);
        add(read, kindOf(key), readUnits([item]) / 2);
        return item;
      },
      getMany: async (keys) => {
        const items = await store.getMany(keys);
        for (const [at, key] of keys.entries()) add(read, kindOf(key), readUnits([items[at]]));
        return items;
      },
      query: async (pk, range) =>
        paged(`${range.prefix ?? range.from ?? ''}#`.split('#')[0] ?? '', await store.query(pk, range)),
      queryIndex: async (index, pk, range) => paged(index, await store.queryIndex(index, pk, range)),
      walk: (prefix, after) => store.walk(prefix, after),
      fanOut: async (index, pks, range) => paged(index, await store.fanOut(index, pks, range)),
      write: async (writes) => {
        const before = await store.getMany(writes.map(({ key }) => key));
        const done = await store.write(writes);
        const units = writes.map((write, at) =>
          writeUnits(before[at], after(write, before[at]), writes.length > 1),
        );
        for (const [at, { key }] of writes.entries()) add(written, kindOf(key), units[at] ?? 0);
        log.push(writes.map(({ do: what, key }, at) => `${what} ${key.sk}: ${units[at]}`).join(', '));
        return done;
      },
    }),
  };
}

const kindOf = ({ sk }: Key): string => sk.split('#')[0] ?? sk;

function after(write: Write, before: Item | undefined): Item | undefined {
  if (write.do === 'delete') return undefined;
  if (write.do === 'add') return before;
  const { key, body, index, expires } = write;
  return {
    ...key,
    rev: 1,
    body,
    ...(index === undefined ? {} : { index }),
    ...(expires === undefined ? {} : { expires }),
  };
}
