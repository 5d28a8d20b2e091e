/** What files are in every home: whole or not there, read from anywhere, removed twice. */
import { expect, test } from 'vitest';
import type { Files } from '../../functions/ports/files.ts';

export async function* parts(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

export async function readAll(source: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> {
  if (source === undefined) return undefined;
  const all: Uint8Array[] = [];
  for await (const part of source) all.push(part);
  return Buffer.concat(all).toString();
}

/** `open` gives an empty home each time. */
export function filesContract(open: () => Files | Promise<Files>): void {
  test('a file is whole or not there', async () => {
    const files = await open();
    const sha256 = 'a173926d6f48095ddb000ec0740f1661d1ee39ed62a0fbe5110aef88eb14fb37';
    expect(await files.size('shop/a.csv')).toBeUndefined();
    expect(await files.write('shop/a.csv', parts('one,', 'two'))).toEqual({ bytes: 7, sha256 });
    expect(await files.size('shop/a.csv')).toBe(7);
    expect(await readAll(await files.read('shop/a.csv'))).toBe('one,two');
    expect(await readAll(await files.read('shop/a.csv', 4))).toBe('two');
    expect(await readAll(await files.read('shop/a.csv', 7))).toBe('');
    const broken = (async function* () {
      yield Buffer.from('half');
      throw new Error('the caller went away');
    })();
    await expect(files.write('shop/b.csv', broken)).rejects.toThrow('went away');
    expect(await files.read('shop/b.csv')).toBeUndefined();
    await files.remove('shop/a.csv');
    await files.remove('shop/a.csv');
    expect(await files.read('shop/a.csv')).toBeUndefined();
  });

  test('a folder goes with all that is in it, and nothing else', async () => {
    const files = await open();
    for (const name of ['shop/a.csv', 'shop/x1/000001', 'shop2/a.csv']) await files.write(name, parts(name));
    await files.removeAll('shop');
    await files.removeAll('shop');
    expect(await files.size('shop/a.csv')).toBeUndefined();
    expect(await files.size('shop/x1/000001')).toBeUndefined();
    expect(await readAll(await files.read('shop2/a.csv'))).toBe('shop2/a.csv');
  });

  test('a large file comes back as it went', async () => {
    const files = await open();
    const line = `${'0123456789abcdef'.repeat(64)}\n`;
    const text = line.repeat(9 * 1024);
    expect(await files.write('shop/large.csv', parts(text))).toMatchObject({ bytes: text.length });
    expect((await readAll(await files.read('shop/large.csv'))) === text).toBe(true);
    expect(await readAll(await files.read('shop/large.csv', text.length - 5))).toBe('cdef\n');
  });
}
