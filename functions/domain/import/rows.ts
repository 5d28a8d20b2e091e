/** A file of either format as rows of named cells, a chunk at a time. */
import { withoutGuard } from './cell.ts';
import { type CsvRow, csvReader, type Delimiter } from './csv.ts';
import { type Column, columnOf, identifies, type Mapping } from './heading.ts';
import { readLines } from './lines.ts';
import { type Cell, readJsonLine } from './ndjson.ts';

export type FileRow = { readonly number: number; readonly raw: string } & (
  | { readonly entries: readonly { readonly column: Column; readonly cell: Cell }[] }
  | { readonly reason: string }
);

export type FileChunk = { readonly rows: readonly FileRow[]; readonly bytes: number };

export type FileOptions = {
  readonly format: 'csv' | 'ndjson';
  readonly mapping?: Mapping;
  readonly delimiter?: Delimiter;
};

/** The file as a whole cannot be imported: no heading, or no column that names contacts. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
}

/** Rows in order, in blocks as the input comes. Throws `FileUnreadable` at the heading. */
export function readRows(
  source: AsyncIterable<Buffer | string>,
  options: FileOptions,
): AsyncGenerator<FileChunk> {
  return options.format === 'csv' ? csvRows(source, options) : jsonRows(source, options.mapping ?? {});
}

async function* csvRows(
  source: AsyncIterable<Buffer | string>,
  options: FileOptions,
): AsyncGenerator<FileChunk> {
  const reader = csvReader(options.delimiter);
  let columns: readonly Column[] | undefined;
  let bytes = 0;
  const convert = (rows: readonly CsvRow[]): FileRow[] => {
    const [heading] = rows;
    if (columns !== undefined) return rows.map(rowOf(columns));
    if (heading === undefined) return [];
    columns = columnsOf(heading, options.mapping ?? {});
    return rows.slice(1).map(rowOf(columns));
  };
  for await (const block of readLines(source)) {
    bytes = block.bytes;
    yield { rows: convert(reader.push(block.lines)), bytes };
  }
  yield { rows: convert(reader.end()), bytes };
  if (columns === undefined)
    throw new FileUnreadable('The file is empty: the first row must name the columns.');
}

function columnsOf(heading: CsvRow, mapping: Mapping): readonly Column[] {
  if ('reason' in heading) throw new FileUnreadable(`The heading cannot be read: ${heading.reason}.`);
  const columns = heading.fields.map((field, index) => columnOf(field, mapping, index));
  if (identifies(columns)) return columns;
  const named = heading.fields
    .slice(0, 20)
    .map((field) => `\`${field.slice(0, 40)}\``)
    .join(', ');
  throw new FileUnreadable(
    `No column names the contacts: an e-mail address, a phone number or an id is needed. The columns are ${named}.`,
  );
}

function rowOf(columns: readonly Column[]): (row: CsvRow) => FileRow {
  return (row) => {
    if ('reason' in row) return row;
    const { number, raw, fields } = row;
    // Trailing delimiters are common; more cells with text in them mean that something has shifted.
    const surplus = fields.slice(columns.length).filter((cell) => cell.trim() !== '').length;
    if (surplus > 0) {
      return { number, raw, reason: `the row has ${fields.length} cells, the heading ${columns.length}` };
    }
    const entries = fields.flatMap((cell, index) => {
      const column = columns[index];
      return column === undefined || column.to === 'skip' ? [] : [{ column, cell: withoutGuard(cell) }];
    });
    return { number, raw, entries };
  };
}

async function* jsonRows(
  source: AsyncIterable<Buffer | string>,
  mapping: Mapping,
): AsyncGenerator<FileChunk> {
  let number = 0;
  for await (const { lines, bytes } of readLines(source)) {
    const rows: FileRow[] = [];
    for (const line of lines) {
      number += 1;
      if (line.text.trim() === '') continue;
      const row = readJsonLine(line, number);
      if ('reason' in row) rows.push(row);
      else {
        const entries = row.cells.map(([heading, cell], index) => ({
          column: columnOf(heading, mapping, index),
          cell,
        }));
        rows.push({ number, raw: row.raw, entries });
      }
    }
    yield { rows, bytes };
  }
}
