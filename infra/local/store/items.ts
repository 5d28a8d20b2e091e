/**
 * Single items by key. Those met lately are kept in memory with their parsed bodies; sums are kept there until their group is
 * committed, so that a counter that a thousand writes of a group add to is written once.
 */
import { INDEXES, type IndexKeys, type Item, type Key, type Write } from '../../../functions/ports/store.ts';
import { StoreMisuse } from '../../../functions/ports/store-errors.ts';
import { checkBody } from '../../../functions/ports/store-limits.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import { openCache } from './cache.ts';
import type { Database } from './database.ts';
import { pack } from './packed-text.ts';
import { isPlain } from './plain.ts';
import { besideOf, bodyText, ITEM_COLUMNS, indexOf, isObject, itemOf, parseBody } from './row.ts';
import { integer, integerOrNone, type Row, type Statement, text } from './statement.ts';

/** An item as it stands, committed or about to be. */
export type Standing = {
  readonly rev: number;
  /** The body as it is, or will be, on disk. */
  readonly body: () => string;
  /** Parsed once; shared by all who ask. */
  readonly item: () => Item;
};

export type Items = {
  readonly find: (key: Key) => Standing | undefined;
  /** Of those in memory only, and it stays there no longer for being asked. */
  readonly peek: (key: Key) => Standing | undefined;
  /** Inside `enlist`, as are all that write. */
  readonly put: (write: Put, body: string) => Standing;
  /** Throws `StoreMisuse` before anything is changed where there is no number to add to. */
  readonly add: (key: Key, amounts: Amounts) => Standing;
  readonly checkAdd: (key: Key, amounts: Amounts) => void;
  readonly remove: (key: Key) => void;
  /** Before a query: what it may meet is in the tables. */
  readonly writeSums: (concerns: (key: Key, index: IndexKeys | undefined) => boolean) => void;
};

type Amounts = { readonly [field: string]: number };
type Put = Extract<Write, { do: 'put' }>;
type Placing = Pick<Put, 'index' | 'expires'>;

type Entry = Standing & { readonly id: number; readonly placing: Placing };

/** An item that was added to and is not on disk yet as it is. */
type Sum = {
  readonly key: Key;
  /** Absent when it is new. */
  readonly id: number | undefined;
  readonly placing: Placing;
  readonly fields: Record<string, Json>;
  rev: number;
  /** No fewer than the bytes of the body. */
  bytes: number;
};

/** Characters of a generation of the cache: some thousands of items. */
const GENERATION = 8_000_000;
/** From here on the bytes of a sum's body are counted exactly. */
const LARGE = 100_000;
const NUMBER_BYTES = 32;
const NOWHERE = { pk: null, sk: null };
/** An item in maps. */
export const nameOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;

export type ItemOptions = {
  /** Whose bodies take less room on disk, for some microseconds at each writing. */
  readonly packs: (key: Key) => boolean;
  /** What is written and seldom asked for again: it is kept in memory only once it is read. */
  readonly passes: (key: Key) => boolean;
};

export function openItems(db: Database, { packs, passes }: ItemOptions): Items {
  const select = db.prepare(`SELECT id, ${ITEM_COLUMNS.join(', ')} FROM items WHERE pk = ? AND sk = ?`);
  const insert = db.prepare(
    `INSERT INTO items (${ITEM_COLUMNS.join(', ')}) VALUES (${ITEM_COLUMNS.map(() => '?').join(', ')})`,
  );
  const replacing = new Map<number, Statement>();
  const setBody = db.prepare('UPDATE items SET rev = ?, body = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM items WHERE id = ?');
  const cache = openCache<Entry | 'none'>(GENERATION);
  const sums = new Map<string, Sum>();

  db.onRollback(() => {
    cache.clear();
    sums.clear();
  });

  const keep = (name: string, entry: Entry, characters: number): Entry => {
    cache.set(name, entry, name.length + characters);
    return entry;
  };

  const entryOf = (name: string, { pk, sk }: Key): Entry | undefined => {
    const known = cache.get(name);
    if (known !== undefined) return known === 'none' ? undefined : known;
    const row = select.get(pk, sk);
    if (row !== undefined) {
      const body = bodyText(row);
      return keep(name, fromRow(row, body), body.length);
    }
    cache.set(name, 'none', name.length);
    return undefined;
  };

  const find: Items['find'] = (key) => {
    const name = nameOf(key);
    const sum = sums.get(name);
    return sum === undefined ? entryOf(name, key) : standing(sum);
  };

  const columns = ({ index, expires }: Placing): (string | number | null)[] => {
    const values: (string | number | null)[] = [expires ?? null];
    for (const at of INDEXES) {
      const { pk, sk } = index?.[at] ?? NOWHERE;
      values.push(pk, sk);
    }
    return values;
  };

  /** The row that stands under a key now, and its sum if it has one, which is over. */
  const takenOver = (name: string, key: Key): Pick<Sum, 'id' | 'rev' | 'placing'> => {
    const sum = sums.get(name);
    sums.delete(name);
    if (sum !== undefined) return sum;
    return entryOf(name, key) ?? { id: undefined, rev: 0, placing: {} };
  };

  /** Only columns that change are set: SQLite takes an entry out of its index and puts it back for each that is named. */
  const replace = (
    id: number,
    rev: number,
    body: string | Uint8Array,
    before: Placing,
    now: Placing,
  ): void => {
    const values: (string | number | null | Uint8Array)[] = [rev, body];
    let changed = 0;
    if (before.expires !== now.expires) {
      changed |= 1;
      values.push(now.expires ?? null);
    }
    INDEXES.forEach((name, at) => {
      const old = before.index?.[name] ?? NOWHERE;
      const next = now.index?.[name] ?? NOWHERE;
      if (old.pk === next.pk && old.sk === next.sk) return;
      changed |= 2 << at;
      values.push(next.pk, next.sk);
    });
    const known = replacing.get(changed);
    const statement = known ?? db.prepare(`UPDATE items SET ${settings(changed)} WHERE id = ?`);
    if (known === undefined) replacing.set(changed, statement);
    values.push(id);
    statement.run(...values);
  };

  const writeSum = (name: string, sum: Sum): void => {
    const { key, rev, placing } = sum;
    const body = bodyOf(sum);
    if (sum.id !== undefined) setBody.run(rev, body, sum.id);
    const id = sum.id ?? insert.run(key.pk, key.sk, rev, body, ...columns(placing)).rowid;
    sums.delete(name);
    keep(
      name,
      entry(id, key, rev, placing, () => body),
      body.length,
    );
  };

  const writeAll = (): void => {
    for (const [name, sum] of sums) writeSum(name, sum);
  };

  const addable = (key: Key, amounts: Amounts): Sum => {
    const name = nameOf(key);
    const sum = sums.get(name) ?? sumOf(key, entryOf(name, key));
    for (const [field, amount] of Object.entries(amounts)) {
      if (typeof (sum.fields[field] ?? 0) === 'number' && Number.isFinite(amount)) continue;
      throw new StoreMisuse(`\`${field}\` of the item \`${key.pk}\` \`${key.sk}\` is no number to add to.`);
    }
    const more = Object.keys(amounts).reduce((sum, field) => sum + field.length * 6 + NUMBER_BYTES, 0);
    if (sum.bytes + more > LARGE) checkBody(key, JSON.stringify({ ...sum.fields, ...amounts }));
    return sum;
  };

  const peek: Items['peek'] = (key) => {
    const name = nameOf(key);
    const sum = sums.get(name);
    if (sum !== undefined) return standing(sum);
    const known = cache.peek(name);
    return known === 'none' ? undefined : known;
  };

  return {
    find,
    peek,
    checkAdd: (key, amounts) => void addable(key, amounts),
    put: (write, body) => {
      const name = nameOf(write.key);
      const { id, rev, placing } = takenOver(name, write.key);
      const now = rev + 1;
      const stored = (packs(write.key) ? packed(write, body) : undefined) ?? body;
      if (id !== undefined) replace(id, now, stored, placing, write);
      const at = id ?? insert.run(write.key.pk, write.key.sk, now, stored, ...columns(write)).rowid;
      const fresh = isPlain(write.body)
        ? entry(at, write.key, now, write, asText(write.body), write.body)
        : entry(at, write.key, now, write, () => body);
      if (!passes(write.key)) return keep(name, fresh, body.length);
      cache.drop(name);
      return fresh;
    },
    add: (key, amounts) => {
      const sum = addable(key, amounts);
      if (sums.size === 0) db.defer(writeAll);
      sums.set(nameOf(key), sum);
      sum.rev += 1;
      for (const [field, amount] of Object.entries(amounts)) {
        const before = sum.fields[field];
        if (before === undefined) sum.bytes += field.length * 6 + NUMBER_BYTES;
        sum.fields[field] = (typeof before === 'number' ? before : 0) + amount;
      }
      return standing(sum);
    },
    remove: (key) => {
      const name = nameOf(key);
      const { id } = takenOver(name, key);
      if (id !== undefined) remove.run(id);
      cache.set(name, 'none', name.length);
    },
    writeSums: (concerns) => {
      for (const [name, sum] of sums) {
        // A failure takes the group back, and is told to those who wrote it.
        if (concerns(sum.key, sum.placing.index)) db.enlist(() => writeSum(name, sum)).catch(() => {});
      }
    },
  };
}

const packed = ({ key, index }: Put, body: string): Uint8Array | undefined =>
  pack(
    body,
    besideOf(
      key,
      INDEXES.map((name) => index?.[name]?.sk),
    ),
  );

/** Made apart from where the text is known, which would be kept with it. */
const asText = (body: Json) => (): string => JSON.stringify(body);

/** The columns whose bits are set: 1 is the expiry, then the indexes in their order. */
function settings(changed: number): string {
  const places = INDEXES.filter((_, at) => (changed & (2 << at)) !== 0);
  return [
    'rev = ?, body = ?',
    ...((changed & 1) === 0 ? [] : ['expires = ?']),
    ...places.map((name) => `${name}_pk = ?, ${name}_sk = ?`),
  ].join(', ');
}

/** `known`: the body, where nobody has to parse it. */
function entry(
  id: number,
  { pk, sk }: Key,
  rev: number,
  { index: named, expires }: Placing,
  body: () => string,
  known?: Json,
): Entry {
  const index = filled(named);
  let item = known === undefined ? undefined : itemOf({ pk, sk }, rev, known, index, expires);
  return {
    id,
    rev,
    placing: { ...(index === undefined ? {} : { index }), ...(expires === undefined ? {} : { expires }) },
    body,
    item: () => {
      item ??= itemOf({ pk, sk }, rev, parseBody(body()), index, expires);
      return item;
    },
  };
}

/** An item in no index has none to tell. */
function filled(index: IndexKeys | undefined): IndexKeys | undefined {
  const named = INDEXES.filter((name) => index?.[name] !== undefined);
  return named.length === 0 ? undefined : index;
}

function fromRow(row: Row, body: string): Entry {
  const key = { pk: text(row.pk), sk: text(row.sk) };
  const index = indexOf(row);
  const expires = integerOrNone(row.expires);
  const placing = {
    ...(index === undefined ? {} : { index }),
    ...(expires === undefined ? {} : { expires }),
  };
  return entry(integer(row.id), key, integer(row.rev), placing, () => body);
}

function sumOf(key: Key, of: Entry | undefined): Sum {
  const body = of?.item().body ?? {};
  if (!isObject(body)) {
    throw new StoreMisuse(
      `Nothing can be added to the item \`${key.pk}\` \`${key.sk}\`: its body is no object.`,
    );
  }
  return {
    key,
    id: of?.id,
    placing: of?.placing ?? {},
    fields: { ...body },
    rev: of?.rev ?? 0,
    bytes: (of?.body().length ?? 0) * 3 + Object.keys(body).length * NUMBER_BYTES,
  };
}

const bodyOf = ({ fields }: Sum): string => JSON.stringify(fields);

/** As it is at this moment. */
function standing(sum: Sum): Standing {
  const { key, rev, placing } = sum;
  return {
    rev,
    body: () => bodyOf(sum),
    item: () => itemOf(key, rev, { ...sum.fields }, placing.index, placing.expires),
  };
}
