/** History grows in the run's row and spills its oldest entries into pages, so that the row stays small however long the run. */
import type { Write } from '../../ports/store.ts';
import { historyKey, type Owner } from './keys.ts';
import type { HistoryEntry, RunRow } from './row.ts';

/** Entries in a spilled page. */
const PAGE = 20;
/** The row keeps at most this many, unless one turn alone adds more. */
const KEEP = 40;

/** Entries written so far, spilled ones included. */
export const entriesOf = (row: RunRow): number => row.pages * PAGE + row.history.length;

/** The row with `added` at the end, and the writes of the pages that this spills. Never spills what it adds: counting reads it from the row. */
export function withHistory(
  owner: Owner,
  row: RunRow,
  added: readonly HistoryEntry[],
): { readonly row: RunRow; readonly writes: readonly Write[] } {
  let history = [...row.history, ...added];
  let pages = row.pages;
  const writes: Write[] = [];
  while (history.length > KEEP && history.length - PAGE >= added.length) {
    writes.push({
      do: 'put',
      key: historyKey(owner, row.run, pages),
      body: { entries: history.slice(0, PAGE) },
    });
    history = history.slice(PAGE);
    pages += 1;
  }
  const reached = [...new Set([...(row.reached ?? []), ...added.flatMap(goalOf)])];
  return {
    row: { ...row, history, pages, ...(reached.length === 0 ? {} : { reached }) },
    writes,
  };
}

/** The goal that an entry says the run was taken to. */
const goalOf = ({ did, path }: HistoryEntry): readonly string[] =>
  did === 'woke' && path?.startsWith('goal-') === true ? [path] : [];
