/**
 * Everything in some partitions of an index, reduced to a few members of each body, kept in memory from the first time it is
 * asked for. One process alone writes the store, so that what a write touches is known, dropped at once and read anew at the
 * next asking; whatever is taken back takes all of it along.
 */
import type { IndexName, Item, Key, Page, Range, Write } from '../../../functions/ports/store.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Database } from './database.ts';
import { isObject } from './row.ts';

type Path = readonly string[];

export type Surveys = {
  readonly survey: (
    index: IndexName,
    pks: readonly string[],
    paths: readonly Path[],
  ) => AsyncGenerator<readonly Json[]>;
  /** To be told of each write that is applied. */
  readonly touched: (write: Write) => void;
};

type Source = {
  readonly get: (key: Key) => Item | undefined;
  readonly queryIndex: (index: IndexName, pk: string, range: Range) => Page;
};

/** One partition: reduced bodies by item, and the items whose bodies have to be read again. */
type Kept = {
  readonly index: IndexName;
  readonly pk: string;
  readonly members: Members;
  readonly bodies: Map<string, Json>;
  readonly stale: Map<string, Key>;
  readonly loaded: Promise<void>;
};

/** Bodies kept, over all partitions; a partition that would be too many is read each time. */
const MOST = 2_000_000;
const PAGE = 500;
const BATCH = 10_000;

export function openSurveys(db: Database, source: Source): Surveys {
  // By tenant, with which every partition begins, so that a write looks at a handful of partitions.
  const kept = new Map<string, Kept[]>();
  db.onRollback(() => kept.clear());

  const find = (index: IndexName, pk: string): Kept | undefined =>
    kept.get(tenantOf(pk))?.find((one) => one.index === index && one.pk === pk);

  const forget = (gone: Kept): void => {
    const tenant = tenantOf(gone.pk);
    kept.set(tenant, kept.get(tenant)?.filter((one) => one !== gone) ?? []);
  };

  /** Those asked for longest ago go first. */
  const makeRoom = (): void => {
    const all = [...kept.values()].flat();
    let many = all.reduce((sum, { bodies }) => sum + bodies.size, 0);
    for (const one of all) {
      if (many <= MOST) return;
      many -= one.bodies.size;
      forget(one);
    }
  };

  const load = async ({ index, pk, members, bodies }: Kept): Promise<void> => {
    let after: string | undefined;
    do {
      const page = source.queryIndex(index, pk, { limit: PAGE, ...(after === undefined ? {} : { after }) });
      for (const item of page.items) bodies.set(idOf(item), reduced(item.body, members));
      after = page.next;
      await new Promise((resolve) => setImmediate(resolve));
    } while (after !== undefined);
    makeRoom();
  };

  const ready = async (index: IndexName, pk: string, paths: readonly Path[]): Promise<Kept> => {
    const known = find(index, pk);
    if (known !== undefined && paths.every((path) => has(known.members, path))) {
      await known.loaded;
      return known;
    }
    if (known !== undefined) forget(known);
    const { promise: loaded, resolve, reject } = Promise.withResolvers<void>();
    const members = paths.reduce(withPath, known?.members ?? new Map());
    const fresh: Kept = { index, pk, members, bodies: new Map(), stale: new Map(), loaded };
    // Known from now on, so that what is written meanwhile is noted.
    kept.set(tenantOf(pk), [...(kept.get(tenantOf(pk)) ?? []), fresh]);
    load(fresh).then(resolve, (error: unknown) => {
      forget(fresh);
      reject(error);
    });
    await loaded;
    return fresh;
  };

  const refresh = ({ index, pk, members, bodies, stale }: Kept): void => {
    for (const [id, key] of stale) {
      const item = source.get(key);
      if (item?.index?.[index]?.pk === pk) bodies.set(id, reduced(item.body, members));
      else bodies.delete(id);
    }
    stale.clear();
  };

  return {
    survey: async function* (index, pks, paths) {
      for (const pk of pks) {
        const found = await ready(index, pk, paths);
        refresh(found);
        const all = [...found.bodies.values()];
        for (let from = 0; from < all.length; from += BATCH) yield all.slice(from, from + BATCH);
      }
    },
    touched: (write) => {
      const id = idOf(write.key);
      for (const { index, pk, bodies, stale } of kept.get(tenantOf(write.key.pk)) ?? []) {
        const here = write.do === 'put' && write.index?.[index]?.pk === pk;
        // Gone from memory at once: it may have been erased.
        if (bodies.delete(id) || here) stale.set(id, write.key);
      }
    },
  };
}

const tenantOf = (pk: string): string => pk.slice(0, pk.indexOf('|'));
const idOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;

/** Which members are kept of an object: all of one, or some of what it holds. */
type Members = ReadonlyMap<string, Members | 'all'>;

function has(members: Members, [name = '', ...below]: Path): boolean {
  const inner = members.get(name);
  return inner === 'all' || (inner !== undefined && below.length > 0 && has(inner, below));
}

function withPath(members: Members, path: Path): Members {
  const [name = '', ...below] = path;
  if (has(members, path)) return members;
  const inner = members.get(name) ?? new Map();
  return new Map([
    ...members,
    [name, below.length === 0 || inner === 'all' ? 'all' : withPath(inner, below)],
  ]);
}

function reduced(body: Json, members: Members): Json {
  const made: Record<string, Json> = {};
  if (!isObject(body)) return body;
  for (const [name, inner] of members) {
    const found = Object.hasOwn(body, name) ? body[name] : undefined;
    if (found === undefined) continue;
    const value = inner === 'all' ? found : reduced(found, inner);
    if (name === '__proto__') Object.defineProperty(made, name, { value, enumerable: true });
    else made[name] = value;
  }
  return made;
}
