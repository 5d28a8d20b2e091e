/** Contacts of a file (CSV or NDJSON, with the headings that imports know) as pieces of a simulation, read as they are needed. */
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { ContactChange } from '../../../functions/domain/contact/change.ts';
import { personOf } from '../../../functions/domain/import/person.ts';
import { readRows } from '../../../functions/domain/import/rows.ts';
import type { GivenContact, Piece } from './order.ts';

const SIZE = 500;

export type FromFile = {
  readonly pieces: AsyncIterable<Piece>;
  /** Rows that name no contact, once the pieces are read. */
  readonly refused: () => number;
};

export function contactsFrom(file: string): FromFile {
  let refused = 0;
  async function* pieces(): AsyncGenerator<Piece> {
    const format = /^\.(nd)?jsonl?$/.test(extname(file)) ? 'ndjson' : 'csv';
    let given: GivenContact[] = [];
    for await (const { rows } of readRows(createReadStream(file), { format })) {
      for (const row of rows) {
        const person = 'reason' in row ? { refused: row.reason } : personOf(row.entries, {});
        if ('refused' in person) {
          refused += 1;
          continue;
        }
        const { id, email, phone } = person.identity;
        given.push({
          id: id ?? `row${row.number}`,
          changes: [...named({ email, phone }), ...person.changes],
        });
        if (given.length < SIZE) continue;
        yield { given };
        given = [];
      }
    }
    if (given.length > 0) yield { given };
  }
  return { pieces: pieces(), refused: () => refused };
}

function named(identity: {
  readonly email: string | undefined;
  readonly phone: string | undefined;
}): ContactChange[] {
  return Object.entries(identity).flatMap(([detail, value]): ContactChange[] =>
    value === undefined ? [] : [{ do: 'set', detail, value }],
  );
}
