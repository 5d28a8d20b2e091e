/**
 * Everything in some partitions of an index, reduced to a few members of each body, kept in memory from the first time it is
 * asked for. One process alone writes the store, so that what a write touches is known, dropped at once and read anew at the
 * next asking; whatever is taken back takes all of it along.
 */
import type { IndexName, Item, Key, Write } from '../../../functions/ports/store.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Database } from './database.ts';
import type { Extract } from './extract.ts';
import { has, type Members, type Path, reduced, withPath } from './members.ts';

export type Surveys = {
  readonly survey: (
    index: IndexName,
    pks: readonly string[],
    paths: readonly Path[],
  ) => AsyncGenerator<readonly Json[]>;
  /** To be told of each write that is applied. */
  readonly touched: (write: Write) => void;
};

type Source = { readonly get: (key: Key) => Item | undefined; readonly extract: Extract };

/** Some partitions that are asked for together: reduced bodies by item, and the items whose bodies have to be read again. */
type Kept = {
  readonly index: IndexName;
  readonly pks: readonly string[];
  readonly members: Members;
  readonly bodies: Map<string, Json>;
  readonly stale: Map<string, Key>;
  readonly loaded: Promise<void>;
};

/** Bodies kept, over all surveys; one that would be too many is read each time. */
const MOST = 2_000_000;
const BATCH = 10_000;

export function openSurveys(db: Database, source: Source): Surveys {
  // By tenant, with which every partition begins, so that a write looks at a handful of them.
  const kept = new Map<string, Kept[]>();
  db.onRollback(() => kept.clear());

  const find = (index: IndexName, pks: readonly string[]): Kept | undefined =>
    kept
      .get(tenantOf(pks))
      ?.find(
        (one) =>
          one.index === index && one.pks.length === pks.length && one.pks.every((pk) => pks.includes(pk)),
      );

  const forget = (gone: Kept): void => {
    const tenant = tenantOf(gone.pks);
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

  const load = async ({ index, pks, members, bodies }: Kept): Promise<void> => {
    for (const slice of source.extract(index, pks, members)) {
      for (const { key, body } of slice) bodies.set(idOf(key), body);
      await new Promise((resolve) => setImmediate(resolve));
    }
    makeRoom();
  };

  const ready = async (index: IndexName, pks: readonly string[], paths: readonly Path[]): Promise<Kept> => {
    const known = find(index, pks);
    if (known !== undefined && paths.every((path) => has(known.members, path))) {
      await known.loaded;
      return known;
    }
    if (known !== undefined) forget(known);
    const { promise: loaded, resolve, reject } = Promise.withResolvers<void>();
    const members = paths.reduce(withPath, known?.members ?? new Map());
    const fresh: Kept = { index, pks, members, bodies: new Map(), stale: new Map(), loaded };
    // Known from now on, so that what is written meanwhile is noted.
    kept.set(tenantOf(pks), [...(kept.get(tenantOf(pks)) ?? []), fresh]);
    load(fresh).then(resolve, (error: unknown) => {
      forget(fresh);
      reject(error);
    });
    await loaded;
    return fresh;
  };

  const refresh = ({ index, pks, members, bodies, stale }: Kept): void => {
    for (const [id, key] of stale) {
      const item = source.get(key);
      if (pks.includes(item?.index?.[index]?.pk ?? '')) bodies.set(id, reduced(item?.body ?? null, members));
      else bodies.delete(id);
    }
    stale.clear();
  };

  return {
    survey: async function* (index, pks, paths) {
      if (pks.length === 0) return;
      const found = await ready(index, pks, paths);
      refresh(found);
      const all = [...found.bodies.values()];
      for (let from = 0; from < all.length; from += BATCH) yield all.slice(from, from + BATCH);
    },
    touched: (write) => {
      const id = idOf(write.key);
      for (const { index, pks, bodies, stale } of kept.get(tenantOf([write.key.pk])) ?? []) {
        const here = write.do === 'put' && pks.includes(write.index?.[index]?.pk ?? '');
        // Gone from memory at once: it may have been erased.
        if (bodies.delete(id) || here) stale.set(id, write.key);
      }
    },
  };
}

const tenantOf = ([pk = '']: readonly string[]): string => pk.slice(0, pk.indexOf('|'));
const idOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;
