/** Empties a partition, page by page; whoever was killed on the way begins again with what is left. */
import type { Store } from '../ports/store.ts';

const PAGE = 100;

/** Resolves when nothing stands there any more that begins with `prefix`, but the sort key `except`. */
export async function clear(
  store: Pick<Store, 'query' | 'write'>,
  pk: string,
  { prefix, except }: { readonly prefix?: string; readonly except?: string } = {},
): Promise<void> {
  const range = { limit: PAGE, ...(prefix === undefined ? {} : { prefix }) };
  for (;;) {
    const { items } = await store.query(pk, range);
    const gone = items.filter(({ sk }) => sk !== except);
    if (gone.length === 0) return;
    // One write each: they need not go together, and single deletes are no transaction.
    await Promise.all(gone.map(({ sk }) => store.write([{ do: 'delete', key: { pk, sk } }])));
  }
}
