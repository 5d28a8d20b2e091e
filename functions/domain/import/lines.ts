/**
 * Bytes become lines, in constant memory. Exports come in UTF-8, in UTF-16 (Excel's "Unicode text") and in Windows-1252, and some
 * mix the last with the first; so each block is read as UTF-8, and where it is none, line by line as whichever fits.
 */
import { isUtf8 } from 'node:buffer';

/** `cut`: the line was longer than a megabyte and only its beginning is here. */
export type Line = { readonly text: string; readonly cut?: true };

/** Lines of one block of input, and the bytes read so far. */
export type Lines = { readonly lines: readonly Line[]; readonly bytes: number };

const LONGEST = 1024 * 1024;
const KEPT = 2000;
const NEWLINE = 0x0a;

/** Line ends are `\n` or `\r\n`. A byte order mark is dropped. */
export async function* readLines(source: AsyncIterable<Buffer | string>): AsyncGenerator<Lines> {
  let rest: Buffer = Buffer.alloc(0);
  let decode: ((block: Buffer) => Buffer) | undefined;
  let bytes = 0;
  let skipping = false;
  for await (const piece of source) {
    const raw = typeof piece === 'string' ? Buffer.from(piece) : piece;
    bytes += raw.length;
    // The mark may be split over the first two pieces.
    if (decode === undefined && rest.length + raw.length < 3) {
      rest = Buffer.concat([rest, raw]);
      continue;
    }
    if (decode === undefined) {
      const [start, chosen] = chooseDecoder(Buffer.concat([rest, raw]));
      decode = chosen;
      rest = decode(start);
    } else {
      rest = Buffer.concat([rest, decode(raw)]);
    }
    if (skipping) {
      const end = rest.indexOf(NEWLINE);
      rest = end < 0 ? Buffer.alloc(0) : rest.subarray(end + 1);
      if (end < 0) continue;
      skipping = false;
    }
    const last = rest.lastIndexOf(NEWLINE);
    const lines = last < 0 ? [] : decodeLines(rest.subarray(0, last));
    rest = rest.subarray(last + 1);
    if (rest.length > LONGEST) {
      lines.push({ text: textOf(rest.subarray(0, KEPT)), cut: true });
      rest = Buffer.alloc(0);
      skipping = true;
    }
    yield { lines, bytes };
  }
  if (decode === undefined) rest = chooseDecoder(rest)[0];
  yield { lines: rest.length === 0 || skipping ? [] : decodeLines(rest), bytes };
}

/** The input without its mark, and what turns its blocks into bytes of which a line ends at each 0x0A. */
function chooseDecoder(start: Buffer): [Buffer, (block: Buffer) => Buffer] {
  if (start[0] === 0xff && start[1] === 0xfe) return [start.subarray(2), utf16('utf-16le')];
  if (start[0] === 0xfe && start[1] === 0xff) return [start.subarray(2), utf16('utf-16be')];
  const marked = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
  return [marked ? start.subarray(3) : start, (block) => block];
}

function utf16(encoding: 'utf-16le' | 'utf-16be'): (block: Buffer) => Buffer {
  const decoder = new TextDecoder(encoding);
  return (block) => Buffer.from(decoder.decode(block, { stream: true }));
}

function decodeLines(block: Buffer): Line[] {
  if (isUtf8(block)) return block.toString('utf8').split('\n').map(trimEnd);
  const lines: Line[] = [];
  for (let from = 0; from <= block.length; ) {
    const end = block.indexOf(NEWLINE, from);
    const to = end < 0 ? block.length : end;
    lines.push(trimEnd(textOf(block.subarray(from, to))));
    from = to + 1;
  }
  return lines;
}

const western = new TextDecoder('windows-1252');

function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : western.decode(bytes);
}

function trimEnd(text: string): Line {
  return { text: text.endsWith('\r') ? text.slice(0, -1) : text };
}
