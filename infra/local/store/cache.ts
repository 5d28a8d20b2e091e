/**
 * What was read or written lately, by key, so that a run's turns find its row without asking SQLite again. Two generations:
 * what is asked for moves to the young one, and what was not asked for while a young one filled up is dropped.
 */

export type Cache<V> = {
  readonly get: (key: string) => V | undefined;
  /** The same without moving it. */
  readonly peek: (key: string) => V | undefined;
  /** `weight`: characters it keeps alive, about. */
  readonly set: (key: string, value: V, weight: number) => void;
  readonly drop: (key: string) => void;
  readonly clear: () => void;
};

/** What one entry costs besides its text. */
const OVERHEAD = 200;

/** `most`: weight of a generation. */
export function openCache<V>(most: number): Cache<V> {
  type Kept = { readonly value: V; readonly weight: number };
  let young = new Map<string, Kept>();
  let old = new Map<string, Kept>();
  let weight = 0;

  const keep = (key: string, kept: Kept): void => {
    weight += kept.weight - (young.get(key)?.weight ?? 0);
    young.set(key, kept);
    if (weight <= most) return;
    old = young;
    young = new Map();
    weight = 0;
  };

  return {
    get: (key) => {
      const known = young.get(key);
      if (known !== undefined) return known.value;
      const older = old.get(key);
      if (older === undefined) return undefined;
      old.delete(key);
      keep(key, older);
      return older.value;
    },
    peek: (key) => (young.get(key) ?? old.get(key))?.value,
    set: (key, value, of) => {
      old.delete(key);
      keep(key, { value, weight: of + OVERHEAD });
    },
    drop: (key) => {
      weight -= young.get(key)?.weight ?? 0;
      young.delete(key);
      old.delete(key);
    },
    clear: () => {
      young.clear();
      old.clear();
      weight = 0;
    },
  };
}
