/** Reads spilled pages of a run's history. */
import type { Item, Store } from '../../ports/store.ts';
import { historyKey, type Owner } from './keys.ts';
import type { HistoryEntry } from './row.ts';

/** Only `withHistory` writes pages: taken on trust here. */
const asPage = (item: Item): { readonly entries: readonly HistoryEntry[] } =>
  item.body as unknown as { readonly entries: readonly HistoryEntry[] };

/** Entries of the pages `first` to `last`, oldest first. */
export async function readPages(
  store: Store,
  owner: Owner,
  run: string,
  first: number,
  last: number,
): Promise<readonly HistoryEntry[]> {
  if (last < first) return [];
  const keys = Array.from({ length: last - first + 1 }, (_, index) => historyKey(owner, run, first + index));
  const items = await store.getMany(keys);
  return items.flatMap((item) => (item === undefined ? [] : asPage(item).entries));
}
