/**
 * One question asked of one property by some of many patterns, turned into a lookup: from the value straight to the patterns
 * that it satisfies. A pattern that does not ask lets everything through.
 */
import type { Json } from '../../language/json.ts';
import type { Clause } from './clause.ts';

/** A clause and the position of its pattern. Each pattern has one clause in a layer at most. */
export type Asked = { readonly position: number; readonly clause: Clause };

/** Takes the patterns away that `seen` does not satisfy. Bit `n` stands for the pattern at position `n`. */
export type Layer = (left: Int32Array, seen: Json | undefined) => void;

/** `size`: how many patterns there are. */
export function layerOf(asked: readonly Asked[], size: number): Layer {
  const free = new Int32Array(Math.ceil(size / 32)).fill(-1);
  for (const { position } of asked) clear(free, position);
  const aside = new Int32Array(free.length);
  const lookUp = LOOK_UPS[asked[0]?.clause.asks ?? 'there'](asked, free);
  return (left, seen) => {
    const found = lookUp(seen);
    if (found !== undefined) keep(left, found, aside);
    else {
      const hits = asked.filter(({ clause }) => clause.test(seen, 0)).map(({ position }) => position);
      keep(left, few(free, hits), aside);
    }
  };
}

/** The patterns of `base`, and those at `more[from]` to before `more[to]`. */
type Found = {
  readonly base: Int32Array;
  readonly more: readonly number[];
  readonly from: number;
  readonly to: number;
};

/** `undefined`: the value is of a type that has to be tested clause by clause. */
type LookUp = (seen: Json | undefined) => Found | undefined;
type MakeLookUp = (asked: readonly Asked[], free: Int32Array) => LookUp;

const LOOK_UPS: Record<Clause['asks'], MakeLookUp> = {
  text: (asked, free) => {
    const none = few(free, []);
    const byText = foundBy(asked, free);
    return (seen) => {
      if (typeof seen === 'string') return byText.get(seen.toLowerCase()) ?? none;
      return isOther(seen) ? undefined : none;
    };
  },
  starts: (asked, free) => {
    const none = few(free, []);
    const byText = listsBy(asked);
    const lengths = [...new Set([...byText.keys()].map((text) => text.length))];
    return (seen) => {
      if (typeof seen !== 'string') return isOther(seen) ? undefined : none;
      const text = seen.toLowerCase();
      let hits: readonly number[] = [];
      for (const length of lengths) {
        const found = length > text.length ? undefined : byText.get(text.slice(0, length));
        if (found !== undefined) hits = hits.length === 0 ? found : [...hits, ...found];
      }
      return hits.length === 0 ? none : few(free, hits);
    };
  },
  there: (asked, free) => {
    const none = few(free, []);
    const all = many(
      free,
      asked.map(({ position }) => position),
    );
    return (seen) => (seen === undefined || seen === null || seen === '' ? none : all);
  },
  low: (asked, free) => bounds(asked, free, 1),
  high: (asked, free) => bounds(asked, free, -1),
};

/** A number or a truth where text was meant. */
function isOther(seen: Json | undefined): boolean {
  return typeof seen === 'number' || typeof seen === 'boolean';
}

function listsBy(asked: readonly Asked[]): ReadonlyMap<string, readonly number[]> {
  const lists = new Map<string, number[]>();
  for (const { position, clause } of asked) {
    for (const text of new Set(clause.texts)) {
      const known = lists.get(text);
      if (known === undefined) lists.set(text, [position]);
      else known.push(position);
    }
  }
  return lists;
}

/** Each text with what it satisfies: as bits where these take no more room than the list. */
function foundBy(asked: readonly Asked[], free: Int32Array): ReadonlyMap<string, Found> {
  const lists = [...listsBy(asked)];
  return new Map(
    lists.map(([text, hits]) => [text, hits.length > free.length ? many(free, hits) : few(free, hits)]),
  );
}

function few(free: Int32Array, hits: readonly number[]): Found {
  return { base: free, more: hits, from: 0, to: hits.length };
}

function many(free: Int32Array, hits: readonly number[]): Found {
  const bits = free.slice();
  for (const position of hits) set(bits, position);
  return few(bits, []);
}

const BETWEEN = 16;

/** Limits in order: a value satisfies the first so many. Every 16 of them the whole set is kept, the rest is added singly. */
function bounds(asked: readonly Asked[], free: Int32Array, sign: 1 | -1): LookUp {
  const sorted = asked
    .map(({ position, clause }) => ({ position, limit: clause.limit * sign, open: clause.open }))
    .toSorted((a, b) => a.limit - b.limit || Number(a.open) - Number(b.open));
  const positions = sorted.map(({ position }) => position);
  const none = few(free, []);
  const kept: Int32Array[] = [];
  const running = free.slice();
  for (const [index, position] of positions.entries()) {
    if (index % BETWEEN === 0) kept.push(running.slice());
    set(running, position);
  }
  if (positions.length % BETWEEN === 0) kept.push(running);
  return (seen) => {
    if (typeof seen === 'string') return undefined;
    if (typeof seen !== 'number') return none;
    const value = seen * sign;
    let from = 0;
    let to = sorted.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const at = sorted[middle];
      if (at !== undefined && (at.open ? value > at.limit : value >= at.limit)) from = middle + 1;
      else to = middle;
    }
    const whole = Math.floor(to / BETWEEN);
    return { base: kept[whole] ?? free, more: positions, from: whole * BETWEEN, to };
  };
}

/** Bits of `more` that are still set stay set; they are held aside while the words are joined. */
function keep(left: Int32Array, { base, more, from, to }: Found, before: Int32Array): void {
  const words = left.length;
  if (from === to) {
    for (let word = 0; word < words; word += 1) left[word] = (left[word] ?? 0) & (base[word] ?? 0);
    return;
  }
  before.set(left);
  for (let word = 0; word < words; word += 1) left[word] = (left[word] ?? 0) & (base[word] ?? 0);
  for (let index = from; index < to; index += 1) {
    const position = more[index] ?? 0;
    if (has(before, position)) set(left, position);
  }
}

function has(bits: Int32Array, position: number): boolean {
  return ((bits[position >>> 5] ?? 0) & (1 << (position & 31))) !== 0;
}

function set(bits: Int32Array, position: number): void {
  bits[position >>> 5] = (bits[position >>> 5] ?? 0) | (1 << (position & 31));
}

function clear(bits: Int32Array, position: number): void {
  bits[position >>> 5] = (bits[position >>> 5] ?? 0) & ~(1 << (position & 31));
}
