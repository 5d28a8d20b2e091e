/**
 * Texts as fewer bytes: what was said before in the same text, or stands in a dictionary that both sides know, is named by its
 * distance and length. Made for rows of half a kilobyte to a few, which are written often: one pass, no tables to set up.
 */
import { DICTIONARY } from './dictionary.ts';

/** The first byte says which dictionary; another one gets another number, and this one is kept for what was packed with it. */
const FORMAT = 1;

/** Bytes of UTF-8: shorter texts gain nothing, longer ones are rare. */
const LEAST = 64;
const MOST = 32_000;
/** And of what is known beside the text. */
const BESIDE = 12_000;
const SHORTEST = 4;
const SLOTS = 1 << 13;
/** A length that does not fit into its half of a token goes on in bytes of its own. */
const HALF = 15;

const dictionary = new TextEncoder().encode(DICTIONARY);
const FROM = dictionary.length;
/** The dictionary, what is known beside the text at hand, and the text. */
const source = Buffer.alloc(FROM + BESIDE + MOST + SHORTEST);
const packed = new Uint8Array(MOST + MOST / 100 + 64);
source.set(dictionary);

/** Where four bytes like these were met last: in the dictionary, and in the text of which call. */
type Met = { readonly word: Int32Array; readonly at: Int32Array };
const inDictionary: Met = { word: new Int32Array(SLOTS), at: new Int32Array(SLOTS) };
const inText: Met = { word: new Int32Array(SLOTS), at: new Int32Array(SLOTS) };
/** Added to positions, so that those of the calls before are known for what they are. */
let base = 0;

const slotOf = (word: number): number => (Math.imul(word, 0x9e3779b1) >>> 19) & (SLOTS - 1);

for (let at = 0; at + SHORTEST <= FROM; at += 1) {
  const word = source.readInt32LE(at);
  inDictionary.word[slotOf(word)] = word;
  inDictionary.at[slotOf(word)] = at;
}

/**
 * `beside`: what whoever unpacks knows as well, such as the row's keys. `undefined` where the text is better left as it is. The bytes
 * are valid until the next call.
 *
 * @example pack(JSON.stringify(row), 't|contact|ada run#ada.1')
 */
export function pack(text: string, beside: string): Uint8Array | undefined {
  if (text.length < LEAST || text.length > MOST / 3 || beside.length > BESIDE / 3) return undefined;
  const from = FROM + source.write(beside, FROM, 'utf8');
  const end = from + source.write(text, from, 'utf8');
  begin();
  for (let at = FROM; at + SHORTEST <= from; at += 1) meet(source.readInt32LE(at), at);
  packed[0] = FORMAT;
  let to = 1;
  let literal = from;
  let at = from;
  let word = source.readInt32LE(at) << 8;
  let ahead = at + 3;
  const last = end - SHORTEST;
  while (at <= last) {
    for (; ahead < at + SHORTEST; ahead += 1) word = (word >>> 8) | ((source[ahead] ?? 0) << 24);
    const slot = slotOf(word);
    const before = (inText.at[slot] ?? 0) - base;
    const said = before >= FROM && inText.word[slot] === word ? lengthOf(before, at, end) : 0;
    const known = inDictionary.word[slot] === word ? lengthOf(inDictionary.at[slot] ?? 0, at, end) : 0;
    meet(word, at);
    const length = Math.max(said, known);
    if (length < SHORTEST) {
      at += 1;
      continue;
    }
    const found = said >= known ? before : (inDictionary.at[slot] ?? 0);
    to = sequence(to, literal, at, length, at - found);
    at += length;
    literal = at;
    if (ahead < at) ahead = at;
  }
  to = sequence(to, literal, end, 0, 0);
  return to < end - from ? packed.subarray(0, to) : undefined;
}

function meet(word: number, at: number): void {
  const slot = slotOf(word);
  inText.at[slot] = base + at;
  inText.word[slot] = word;
}

/** Bytes that are the same from `found` on as from `at` on. */
function lengthOf(found: number, at: number, end: number): number {
  let length = 0;
  while (at + length < end && source[found + length] === source[at + length]) length += 1;
  return length;
}

function begin(): void {
  base += 65_536;
  if (base < 0x7000_0000) return;
  inText.at.fill(0);
  base = 65_536;
}

/** Literals from `literal` up to `at`, then `length` bytes from `distance` before; none of them at the end. Answers where it ends. */
function sequence(begin: number, literal: number, at: number, length: number, distance: number): number {
  const literals = at - literal;
  const matched = length === 0 ? 0 : length - SHORTEST;
  packed[begin] = (Math.min(literals, HALF) << 4) | Math.min(matched, HALF);
  let to = begin + 1;
  if (literals >= HALF) to = rest(to, literals - HALF);
  for (let from = literal; from < at; from += 1) packed[to++] = source[from] ?? 0;
  if (length === 0) return to;
  packed[to++] = distance & 255;
  packed[to++] = distance >> 8;
  return matched >= HALF ? rest(to, matched - HALF) : to;
}

function rest(begin: number, length: number): number {
  let to = begin;
  let left = length;
  for (; left >= 255; left -= 255) packed[to++] = 255;
  packed[to++] = left;
  return to;
}

/** The text again. Throws where these are no bytes of `pack`; `beside` is what it was packed with. */
export function unpack(bytes: Uint8Array, beside: string): string {
  if (bytes[0] !== FORMAT) throw new Error(`text packed as ${bytes[0]} cannot be read: a newer release may`);
  const end = bytes.length;
  const begun = FROM + source.write(beside, FROM, 'utf8');
  let at = 1;
  let to = begun;
  const more = (): number => {
    let length = 0;
    for (;;) {
      const next = bytes[at++] ?? 0;
      length += next;
      if (next !== 255) return length;
    }
  };
  while (at < end) {
    const token = bytes[at++] ?? 0;
    let literals = token >> 4;
    if (literals === HALF) literals += more();
    if (to + literals > source.length) throw new Error('packed text is damaged');
    for (; literals > 0; literals -= 1) source[to++] = bytes[at++] ?? 0;
    if (at >= end) break;
    let from = to - ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
    at += 2;
    let length = token & HALF;
    if (length === HALF) length += more();
    length += SHORTEST;
    if (from < 0 || to + length > source.length) throw new Error('packed text is damaged');
    for (; length > 0; length -= 1) source[to++] = source[from++] ?? 0;
  }
  return source.toString('utf8', begun, to);
}
