/**
 * Reads some members of every body in some partitions of an index: in the order of the rows, so that each page of the file is
 * read once, and without making objects of what nobody asked for.
 */
import type { IndexName, Key } from '../../../functions/ports/store.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Database } from './database.ts';
import type { Items } from './items.ts';
import { extractionOf, type Members, reduced } from './members.ts';
import { integer, preparing, text } from './statement.ts';

export type Extracted = { readonly key: Key; readonly body: Json };

/** In slices, so that others get their turn between them. */
export type Extract = (
  index: IndexName,
  pks: readonly string[],
  members: Members,
) => Generator<readonly Extracted[]>;

const SLICE = 500;

export function openExtract(db: Database, { find, writeSums }: Pick<Items, 'find' | 'writeSums'>): Extract {
  const statement = preparing(db);

  return function* (index, pks, members) {
    const found: number[] = [];
    const partition = statement(`SELECT id FROM items WHERE ${index}_pk = ?`);
    for (const pk of pks) {
      writeSums((_key, keys) => keys?.[index] !== undefined);
      for (const [id] of partition.lists(pk)) found.push(integer(id));
      yield [];
    }
    const ids = Float64Array.from(found).sort();
    const { paths, body } = extractionOf(members);
    // Of one path alone SQLite answers the value, of several a list.
    const asked = paths.length > 1 ? paths : [...paths, '$.""'];
    const slice = statement(
      `SELECT pk, sk, CASE typeof(body) WHEN 'text' THEN json_extract(body, ${asked.map(() => '?').join(', ')}) END
       FROM json_each(?) AS wanted CROSS JOIN items ON items.id = wanted.value
       WHERE ${index}_pk IN (${pks.map(() => '?').join(', ')})`,
    );
    for (let from = 0; from < ids.length; from += SLICE) {
      writeSums((_key, keys) => keys?.[index] !== undefined);
      const rows = slice.lists(...asked, `[${ids.subarray(from, from + SLICE).join()}]`, ...pks);
      yield rows.flatMap(([pk, sk, values]): readonly Extracted[] => {
        const key = { pk: text(pk), sk: text(sk) };
        if (typeof values === 'string') return [{ key, body: body(JSON.parse(values)) }];
        const item = find(key)?.item();
        return item === undefined ? [] : [{ key, body: reduced(item.body, members) }];
      });
    }
  };
}
