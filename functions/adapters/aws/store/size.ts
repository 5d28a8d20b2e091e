/** How large an item is by DynamoDB's rules, and what writing it costs: names and values in UTF-8, numbers by their digits. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item, Write } from '../../../ports/store.ts';
import { type Attributes, toAttributes } from './item.ts';
import { TABLE_INDEXES } from './table.ts';

const KB = 1024;
/** A revision and a mark of usual length: they belong to the item, and are not known before it is written. */
const [REVISION, MARK] = [10, '0123456789abcdef'];

/** Bytes of the item that a put makes. */
export const sizeOf = (put: Pick<Item, 'pk' | 'sk' | 'body' | 'index' | 'expires'>): number => {
  const { pk, sk, body, index, expires } = put;
  const write: Write & { readonly do: 'put' } = {
    do: 'put',
    key: { pk, sk },
    body,
    ...(index === undefined ? {} : { index }),
    ...(expires === undefined ? {} : { expires }),
  };
  return bytesOf(toAttributes(write, REVISION, MARK));
};

function bytesOf(attributes: Attributes): number {
  return Object.entries(attributes).reduce(
    (all, [name, value]) => all + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

/** Items have texts and numbers alone. A number takes a byte for two digits, and one more. */
function valueBytes({ S, N }: AttributeValue): number {
  if (N !== undefined) return Math.ceil(N.replace(/[-.+eE]/g, '').length / 2) + 1;
  return Buffer.byteLength(S ?? '');
}

/**
 * Write units of one write, by the item before and after: one for each kilobyte of the larger, double in a transaction, and one
 * for each entry that an index gains or loses, since indexes hold keys alone.
 */
export function writeUnits(before: Item | undefined, after: Item | undefined, together: boolean): number {
  const bytes = Math.max(...[before, after].map((item) => (item === undefined ? 0 : sizeOf(item))));
  const entries = TABLE_INDEXES.map(({ name }) => {
    const [old, now] = [before?.index?.[name], after?.index?.[name]];
    if (old === undefined || now === undefined) return old === now ? 0 : 1;
    return old.pk === now.pk && old.sk === now.sk ? 0 : 2;
  });
  const units = Math.max(1, Math.ceil(bytes / KB)) * (together ? 2 : 1);
  return entries.reduce<number>((all, one) => all + one, units);
}

/** Read units of what was found, strongly consistent: one for each four kilobytes, and one for nothing. */
export const readUnits = (found: readonly (Item | undefined)[]): number =>
  found.reduce((all, item) => all + (item === undefined ? 1 : Math.ceil(sizeOf(item) / (4 * KB))), 0);
