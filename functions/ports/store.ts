/**
 * The item store: the one abstraction over tables. DynamoDB is its home on AWS, SQLite on one machine; a query that
 * DynamoDB keys cannot express does not exist here. Every partition key begins with the tenant: `tenant|noun|id`.
 */
import type { Json } from '../../workflow-compiler/language/json.ts';

export type Key = { readonly pk: string; readonly sk: string };

/** Sparse secondary indexes. An item stands in an index only while its write names keys for it. */
export const INDEXES = ['flow', 'place', 'due', 'list'] as const;
export type IndexName = (typeof INDEXES)[number];
export type IndexKeys = { readonly [N in IndexName]?: Key };

export type Item = Key & {
  /** Grows by one with every write of the item; 1 when new. */
  readonly rev: number;
  readonly body: Json;
  readonly index?: IndexKeys;
  /** Epoch seconds after which the store may drop the item; not a timer. */
  readonly expires?: number;
};

export type Condition = 'absent' | 'present' | { readonly rev: number };

export type Write =
  | {
      readonly do: 'put';
      readonly key: Key;
      readonly body: Json;
      readonly index?: IndexKeys;
      readonly expires?: number;
      readonly when?: Condition;
    }
  | { readonly do: 'delete'; readonly key: Key; readonly when?: Condition }
  /** Adds to numeric fields of the body, creating item and fields at zero. */
  | { readonly do: 'add'; readonly key: Key; readonly amounts: { readonly [field: string]: number } };

/** `ok: false`: nothing was written; `conflict` is the position of the write whose condition failed and `found` what stands there. */
export type Written =
  | { readonly ok: true; readonly revs: readonly number[] }
  | { readonly ok: false; readonly conflict: number; readonly found: Item | undefined };

export type Range = {
  /** Only sort keys that begin with this. */
  readonly prefix?: string;
  /** Inclusive bounds of the sort key. */
  readonly from?: string;
  readonly to?: string;
  /** Largest number of items in the page, 1 to 1000. */
  readonly limit: number;
  readonly reverse?: boolean;
  /** `next` of the page before. */
  readonly after?: string;
};

/** `next` is absent on the last page; it is opaque. */
export type Page = { readonly items: readonly Item[]; readonly next?: string };

/** A write as the change feed tells it. Order is kept per partition; a change may be told more than once. */
export type Change = {
  /** Unique per change and stable when told again. */
  readonly seq: string;
  /** Where it stands among the changes that are told one after the other: a number in text, growing. */
  readonly order?: string;
  readonly key: Key;
  readonly rev: number;
  readonly old?: Json;
  readonly new?: Json;
};

export type Store = {
  /** Whether writes are paid for by the piece, as on DynamoDB: writes that stand together then cost double, an index entry as much as a write. */
  readonly billed: boolean;
  /** Strongly consistent. */
  readonly get: (key: Key) => Promise<Item | undefined>;
  /**
   * What stands there, or what stood there a moment ago, for half the price where reads are paid for: for questions whose answer
   * a condition or another read confirms.
   */
  readonly glance: (key: Key) => Promise<Item | undefined>;
  /** In the order asked, `undefined` where there is none. Strongly consistent. */
  readonly getMany: (keys: readonly Key[]) => Promise<readonly (Item | undefined)[]>;
  /** All or nothing, at most 100; resolves once it is durable. One write is cheap; more are a transaction. */
  readonly write: (writes: readonly Write[]) => Promise<Written>;
  /** One partition, strongly consistent, in order of the sort key. */
  readonly query: (pk: string, range: Range) => Promise<Page>;
  /** One partition of an index; may lag behind writes on AWS. */
  readonly queryIndex: (index: IndexName, pk: string, range: Range) => Promise<Page>;
  /** Several partitions of an index, merged in order of the sort key: shards, or several states. */
  readonly fanOut: (index: IndexName, pks: readonly string[], range: Range) => Promise<Page>;
  /**
   * Everything whose partition key begins with this, a page at a time, in an order of the home's own; a page may be empty and not
   * the last. Strongly consistent. On DynamoDB it reads the whole table, whosever it is: for what an operator does once.
   */
  readonly walk: (prefix: string, after?: string) => Promise<Page>;
  /**
   * Bodies of everything in these partitions of an index, in no order, reduced to the members at `paths` (and what these stand
   * in); what is `null` may be left out. Absent where a home has no faster way to it than pages; on DynamoDB it would be a query per partition with a projection.
   */
  readonly survey?: (
    index: IndexName,
    pks: readonly string[],
    paths: readonly (readonly string[])[],
  ) => AsyncIterable<readonly Json[]>;
};
