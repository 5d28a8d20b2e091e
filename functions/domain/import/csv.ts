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
  /** Cells of the heading. */
  let width: number | undefined;
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
    const fields = scan(raw, using ?? ',', open.length > 0);
    // Over several lines the cells must fit the heading: else a forgotten quote has met the opening one of a later row.
    const fits = isFields(fields) && (open.length === 0 || width === undefined || fields.length === width);
    if (isFields(fields) && fits) {
      number += 1;
      width ??= fields.length;
      open = [];
      rows.push({ number, raw, fields });
      return;
    }
    open.push(text);
    if (fields !== 'open' || open.length > LINES || raw.length > CHARACTERS) forget(rows);
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
  const fields = scan(text, delimiter, false);
  return isFields(fields) ? fields : undefined;
}

type Scanned = readonly string[] | 'open' | 'broken';

function isFields(scanned: Scanned): scanned is readonly string[] {
  return typeof scanned !== 'string';
}

/** `strict`: a lone quote inside a quoted field is no text but a sign that the record is broken. */
function scan(text: string, delimiter: string, strict: boolean): Scanned {
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
    const quoted = scanQuoted(text, at + 1, delimiter, strict);
    if (typeof quoted === 'string') return quoted;
    fields.push(quoted.value);
    if (quoted.end >= text.length) return fields;
    at = quoted.end + 1;
  }
}

type Quoted = { readonly value: string; readonly end: number };

/** From after the opening quote to the delimiter or end after the closing one. */
function scanQuoted(
  text: string,
  from: number,
  delimiter: string,
  strict: boolean,
): Quoted | 'open' | 'broken' {
  let value = '';
  let at = from;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return 'open';
    value += text.slice(at, quote);
    const after = text[quote + 1];
    if (after === undefined || after === delimiter) return { value, end: quote + 1 };
    if (after !== '"' && strict) return 'broken';
    value += '"';
    at = after === '"' ? quote + 2 : quote + 1;
  }
}
