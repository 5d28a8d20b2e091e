/**
 * Lines become rows of fields. Our own reader rather than a package's, for what imports need beyond the format: the raw text of each
 * row, and going on after a quote that never closes, which would else swallow the rest of a file. Tests hold it against csv-parse.
 */
import type { Line } from './lines.ts';

/** `number` counts as a spreadsheet does: the heading is row 1. */
export type CsvRow =
  | { readonly number: number; readonly raw: string; readonly fields: readonly string[] }
  | { readonly number: number; readonly raw: string; readonly reason: string };

export type Delimiter = ',' | ';' | '\t' | '|';
const DELIMITERS = [',', ';', '\t', '|'] as const satisfies readonly Delimiter[];

/** A quoted field may go over this many lines before its quote counts as forgotten. */
const LINES = 50;
const CHARACTERS = 64 * 1024;

/** The most frequent delimiter outside quotes in the heading; a comma if there is none. */
export function sniffDelimiter(heading: string): Delimiter {
  const bare = heading.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((one) => ({ one, count: bare.split(one).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).one;
}

export type CsvReader = {
  /** Rows that these lines complete. */
  readonly push: (lines: readonly Line[]) => readonly CsvRow[];
  /** What was still open at the end. */
  readonly end: () => readonly CsvRow[];
};

/** Empty lines are no rows. A first line `sep=;`, as Excel writes it, names the delimiter. */
export function csvReader(delimiter?: Delimiter): CsvReader {
  let using = delimiter;
  let number = 0;
  let open: string[] = [];

  const read = (line: Line, rows: CsvRow[]): void => {
    const { text } = line;
    if (open.length === 0) {
      if (text.trim() === '') return;
      if (number === 0 && using === undefined) {
        const named = /^sep=([,;\t|])$/.exec(text)?.[1];
        using = DELIMITERS.find((one) => one === named) ?? sniffDelimiter(text);
        if (named !== undefined) return;
      }
    }
    const raw = open.length === 0 ? text : `${open.join('\n')}\n${text}`;
    if (line.cut === true) {
      refuse(raw, 'the row is longer than a megabyte', [], rows);
      return;
    }
    const fields = parseRecord(raw, using ?? ',');
    if (fields !== undefined) {
      number += 1;
      open = [];
      rows.push({ number, raw, fields });
      return;
    }
    open.push(text);
    if (open.length > LINES || raw.length > CHARACTERS) forget(rows);
  };

  /** The quote was forgotten: its first line is refused, and what follows is read afresh. */
  const forget = (rows: CsvRow[]): void => {
    const [first = '', ...others] = open;
    refuse(first, 'a quoted field is never closed', others, rows);
  };

  const refuse = (raw: string, reason: string, again: readonly string[], rows: CsvRow[]): void => {
    number += 1;
    open = [];
    rows.push({ number, raw, reason });
    for (const text of again) read({ text }, rows);
  };

  return {
    push: (lines) => {
      const rows: CsvRow[] = [];
      for (const line of lines) read(line, rows);
      return rows;
    },
    end: () => {
      const rows: CsvRow[] = [];
      while (open.length > 0) forget(rows);
      return rows;
    },
  };
}

/**
 * The fields of one record; `undefined` when a quoted field is still open. Quotes inside a field that is not quoted are text, and so
 * is what follows a closing quote: exports write `"Acme "Best" Ltd"`.
 *
 * @example parseRecord('a,"b ""c"""', ',') // ['a', 'b "c"']
 */
export function parseRecord(text: string, delimiter: string): readonly string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] !== '"') {
      const end = text.indexOf(delimiter, at);
      if (end < 0) return [...fields, text.slice(at)];
      fields.push(text.slice(at, end));
      at = end + 1;
      continue;
    }
    const quoted = parseQuoted(text, at + 1, delimiter);
    if (quoted === undefined) return undefined;
    fields.push(quoted.value);
    if (quoted.end >= text.length) return fields;
    at = quoted.end + 1;
  }
}

/** Reads from after the opening quote to the delimiter or end after the closing one. */
function parseQuoted(
  text: string,
  from: number,
  delimiter: string,
): { value: string; end: number } | undefined {
  let value = '';
  let at = from;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    value += text.slice(at, quote);
    const after = text[quote + 1];
    if (after === undefined || after === delimiter) return { value, end: quote + 1 };
    value += '"';
    // A doubled quote is one; a lone one inside is text.
    at = after === '"' ? quote + 2 : quote + 1;
  }
}
