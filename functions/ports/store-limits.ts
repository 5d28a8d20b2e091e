/** The limits of DynamoDB, kept on one machine too, so that what runs here runs there. */
import type { Key, Range, Write } from './store.ts';
import { StoreMisuse } from './store-errors.ts';

const BODY_BYTES = 400 * 1024;
const PARTITION_KEY_BYTES = 2048;
const SORT_KEY_BYTES = 1024;
const WRITES = 100;
const PAGE = 1000;

export function checkKey({ pk, sk }: Key): void {
  checkKeyText(pk, PARTITION_KEY_BYTES, 'partition');
  checkKeyText(sk, SORT_KEY_BYTES, 'sort');
}

function checkKeyText(key: string, most: number, what: string): void {
  if (key === '' || longerThan(key, most) || !key.isWellFormed()) {
    const shown = key.slice(0, 80).toWellFormed();
    throw new StoreMisuse(
      `Invalid ${what} key \`${shown}\`: it needs 1 to ${most} bytes of well-formed text.`,
    );
  }
}

export function checkBody(key: Key, body: string): void {
  if (!longerThan(body, BODY_BYTES)) return;
  const size = Math.ceil(Buffer.byteLength(body) / 1024);
  throw new StoreMisuse(`The item \`${key.pk}\` \`${key.sk}\` has ${size} KB; an item holds at most 400 KB.`);
}

export function checkWrites(writes: readonly Write[]): void {
  if (writes.length > WRITES) {
    throw new StoreMisuse(`A transaction holds at most ${WRITES} writes; this one has ${writes.length}.`);
  }
  for (const { key } of writes) checkKey(key);
  if (writes.length < 2) return;
  const seen = new Set<string>();
  for (const { key } of writes) {
    const name = `${key.pk}\u0000${key.sk}`;
    if (seen.has(name))
      throw new StoreMisuse(`The item \`${key.pk}\` \`${key.sk}\` is written twice in one transaction.`);
    seen.add(name);
  }
}

export function checkRange({ limit }: Range): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= PAGE) return;
  throw new StoreMisuse(`Invalid limit ${limit}: a page holds 1 to ${PAGE} items.`);
}

// A code unit of UTF-16 takes at most three bytes of UTF-8: most texts are settled by their length alone.
function longerThan(value: string, bytes: number): boolean {
  if (value.length * 3 <= bytes) return false;
  return value.length > bytes || Buffer.byteLength(value) > bytes;
}
