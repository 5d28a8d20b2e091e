/** The CSV reader: held against csv-parse where a file is sound, and going on where it is not. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRow, csvReader, parseRecord, sniffDelimiter } from '../../functions/domain/import/csv.ts';
import { csvLine } from '../../functions/domain/import/export-csv.ts';
import { readLines } from '../../functions/domain/import/lines.ts';

async function read(input: string | Buffer, pieceBytes = 7): Promise<readonly CsvRow[]> {
  const reader = csvReader();
  const rows: CsvRow[] = [];
  for await (const { lines } of readLines(pieces(Buffer.from(input), pieceBytes)))
    rows.push(...reader.push(lines));
  return [...rows, ...reader.end()];
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const fieldsOf = async (input: string | Buffer, size?: number) =>
  (await read(input, size)).map((row) => ('fields' in row ? row.fields : row.reason));

describe('sound files', () => {
  it('reads what csv-parse reads, however the bytes are cut', async () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', '\n', ' ', ';', '€', '日'), maxLength: 6 }),
      fc.string({ maxLength: 6 }).filter((text) => !/[\r\0]/.test(text)),
    );
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, size) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const width = Math.max(...rows.map((row) => row.length));
        const head = Array.from({ length: width }, (_, n) => `h${n}`).join(',');
        const file = `${head}\r\n${rows.map((row) => [...row, ...Array(width - row.length).fill('')].map(quote).join(',')).join('\r\n')}\r\n`;
        const expected: string[][] = parse(file, { relax_column_count: true });
        expect(await fieldsOf(file, size)).toEqual(expected);
      }),
    );
  });

  it('reads back what the export writes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string().filter((text) => !/^'*[=+\-@\t\r]/.test(text)),
          { minLength: 1 },
        ),
        (cells) => {
          expect(parseRecord(csvLine(cells).slice(0, -2), ',')).toEqual(cells);
        },
      ),
    );
  });

  it.each<[string, string | Buffer, unknown]>([
    [
      'a byte order mark',
      '\uFEFFa,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'semicolons',
      'a;b\n1,5;2',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a line that names the delimiter',
      'sep=;\na;b,c\n1;2',
      [
        ['a', 'b,c'],
        ['1', '2'],
      ],
    ],
    [
      'a delimiter in a quoted heading',
      '"a;b;c",d\n1,2',
      [
        ['a;b;c', 'd'],
        ['1', '2'],
      ],
    ],
    [
      'Windows line ends and empty lines',
      'a,b\r\n\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a quoted line break',
      'a,b\n"1\r\n2",3',
      [
        ['a', 'b'],
        ['1\n2', '3'],
      ],
    ],
    [
      'Windows-1252',
      Buffer.from('name,x\nJos\xe9 \x80,1', 'latin1'),
      [
        ['name', 'x'],
        ['José €', '1'],
      ],
    ],
    [
      'UTF-8 and Windows-1252 mixed',
      Buffer.concat([Buffer.from('a,b\nJosé,1\n'), Buffer.from('Jos\xe9,2', 'latin1')]),
      [
        ['a', 'b'],
        ['José', '1'],
        ['José', '2'],
      ],
    ],
    [
      'UTF-16 with its mark',
      Buffer.from('\uFEFFa\tb\nJosé\t日', 'utf16le'),
      [
        ['a', 'b'],
        ['José', '日'],
      ],
    ],
    ['one column', 'email\na@example.com', [['email'], ['a@example.com']]],
    ['nothing', '', []],
  ])('reads %s', async (_, input, expected) => {
    for (const size of [1, 3, 1000]) expect(await fieldsOf(input, size)).toEqual(expected);
  });
});

describe('files as they come', () => {
  it('takes stray quotes for text', () => {
    expect(parseRecord('1,"Acme "Best" Ltd",Said "hi" twice', ',')).toEqual([
      '1',
      'Acme "Best" Ltd',
      'Said "hi" twice',
    ]);
  });

  it('refuses the row whose quote is never closed, and reads on', async () => {
    const many = Array.from({ length: 120 }, (_, n) => `${n},ok`).join('\n');
    const rows = await read(`a,b\n1,"open\n${many}\n`, 100);
    expect(rows.filter((row) => 'reason' in row)).toMatchObject([
      { number: 2, raw: '1,"open', reason: 'a quoted field is never closed' },
    ]);
    expect(rows).toHaveLength(122);
    expect(rows.at(-1)).toMatchObject({ number: 122, fields: ['119', 'ok'] });
  });

  it('refuses it as well where the quote of a later row would close it', async () => {
    expect(await fieldsOf('a,b,c\n1,2,"x\n3,4,5\n6,7,"8"\n"m\nn",o,p')).toEqual([
      ['a', 'b', 'c'],
      'a quoted field is never closed',
      ['3', '4', '5'],
      ['6', '7', '8'],
      ['m\nn', 'o', 'p'],
    ]);
  });

  it('refuses a row of more than a megabyte without keeping it', async () => {
    const rows = await read(`a,b\n1,${'x'.repeat(3_000_000)}\n2,y\n`, 65_536);
    expect(rows).toMatchObject([
      { fields: ['a', 'b'] },
      { number: 2, reason: 'the row is longer than a megabyte' },
      { number: 3, fields: ['2', 'y'] },
    ]);
    expect(rows[1]?.raw.length).toBeLessThanOrEqual(2000);
  });

  it('guesses the delimiter from the heading', () => {
    expect(['a,b', 'a;b;c', 'a|b', 'a', 'a\tb,c\td'].map(sniffDelimiter)).toEqual([',', ';', '|', ',', '\t']);
  });
});

describe('csvLine', () => {
  it.each([
    ['=1+1', "'=1+1\r\n"],
    ['+49 30', "'+49 30\r\n"],
    ['-5 %', "'-5 %\r\n"],
    ['@sum', "'@sum\r\n"],
    ["'=x", "''=x\r\n"],
    [-5, '-5\r\n'],
    ['a,b', '"a,b"\r\n'],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"\r\n'],
    ["O'Brien", "O'Brien\r\n"],
  ])('guards %j', (cell, line) => {
    expect(csvLine([cell])).toBe(line);
  });
});
