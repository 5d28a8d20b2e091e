/** Packed texts: whatever was packed comes back, what was packed by a release before comes back too, and damage is told. */
import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DICTIONARY } from '../../infra/local/store/dictionary.ts';
import { pack, unpack } from '../../infra/local/store/packed-text.ts';
import { isPlain } from '../../infra/local/store/plain.ts';

const BESIDE = 't|contact|ada run#ada.6ef49cacb4c3';

const again = (text: string, beside: string): string => {
  const packed = pack(text, beside)?.slice();
  return packed === undefined ? text : unpack(packed, beside);
};

describe('packed text', () => {
  test('comes back, whatever it is', () => {
    const words = fc.constantFrom(
      '"history":[',
      '"turn":0',
      'é',
      '😀',
      'a',
      '2026-11-22T08:44:49.474Z',
      '{',
      '\\u0000',
    );
    const text = fc.oneof(
      fc.array(words, { maxLength: 600 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 400 }).map((some) => JSON.stringify(some)),
      fc.json({ maxDepth: 4 }),
      fc.nat(11_000).map((length) => 'x'.repeat(length)),
    );
    fc.assert(
      fc.property(text, fc.oneof(fc.constant(BESIDE), text), (some, beside) => {
        expect(again(some, beside)).toBe(some);
      }),
      { numRuns: 500 },
    );
  });

  test('takes less than half of a row, and leaves what is short, long or gains nothing as it is', () => {
    const row = JSON.stringify({
      run: 'ada.6ef49cacb4c3',
      contact: 'ada',
      workflow: 'welcome',
      version: 1,
      state: 'waiting',
      step: 'pause',
      startedAt: '2026-11-22T08:44:49.474Z',
      updatedAt: '2026-11-22T08:44:49.716Z',
      history: [
        { turn: 0, step: 'thanks', at: '2026-11-22T08:44:49.474Z', did: 'entered', why: 'list.joined' },
        { step: 'thanks', did: 'sent', turn: 0, at: '2026-11-22T08:44:49.547Z' },
      ],
      wait: { kind: 'time', until: '2026-11-22T09:44:50.000Z' },
    });
    expect((pack(row, BESIDE)?.length ?? row.length) / row.length).toBeLessThan(0.5);
    expect(pack('{"a":1}', BESIDE)).toBeUndefined();
    expect(pack('x'.repeat(20_000), BESIDE)).toBeUndefined();
    expect(pack(hash('sha512', 'nothing like it', 'base64'), BESIDE)).toBeUndefined();
  });

  test('packed by the first release that could, is read by this one', () => {
    const text =
      '{"turn":0,"step":"thanks","at":"2026-11-22T08:44:49.474Z","did":"sent","did":"sent","turn":0}';
    const then = 'AQSgAAZ9AVB0aGFua6gDAXoA8AgyMDI2LTExLTIyVDA4OjQ0OjQ5LjQ3NL0AAikBA1wBCQ0AAvMAIDB9';
    expect(unpack(Buffer.from(then, 'base64'), BESIDE)).toBe(text);
    // Bytes name places in it: a word changed here is a word changed in every row that was written.
    expect(hash('sha256', DICTIONARY, 'hex').slice(0, 16)).toBe('e04879f071861f63');
  });

  test('another format and damaged bytes are told', () => {
    expect(() => unpack(Uint8Array.of(9, 1, 2), '')).toThrow('a newer release may');
    expect(() => unpack(Uint8Array.of(1, 0x00, 0xff, 0xff), '')).toThrow('damaged');
    expect(() => unpack(Uint8Array.of(1, 0xf0, ...Array.from({ length: 300 }, () => 255), 0), '')).toThrow(
      'damaged',
    );
  });
});

describe('a plain value', () => {
  test('is what reading its JSON gives', () => {
    fc.assert(
      fc.property(
        fc.anything({ withDate: true, withSparseArray: true, withNullPrototype: true }),
        (value) => {
          if (!isPlain(value)) return;
          expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value);
        },
      ),
      { numRuns: 1000 },
    );
    expect(isPlain({ a: [1, 'b', null, true, {}] })).toBe(true);
    for (const odd of [undefined, { a: undefined }, [Number.NaN], -0, new Date(0), 1n, () => 0, new Map()])
      expect(isPlain(odd)).toBe(false);
  });
});
