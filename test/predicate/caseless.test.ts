/** Text without regard to case, dates without patterns: the same as the plain ways they stand for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, parseInstant } from '../../workflow-compiler/interpreter/instant.ts';
import { containsText, endsText, sameText, startsText } from '../../workflow-compiler/predicate/caseless.ts';
import { parseMoment } from '../../workflow-compiler/predicate/moment.ts';
import { text } from './generate.ts';

describe('text without regard to case', () => {
  it('one letter alone grows in lower case, and none shrinks', { timeout: 60_000 }, () => {
    const changing: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const letter = String.fromCodePoint(point);
      if (letter.toLowerCase().length !== letter.length) changing.push(letter);
    }
    expect(changing).toEqual(['İ']);
  });

  it('is what toLowerCase says', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        for (const seen of [a, b, `${a}${b}`, `${b}${a}`, `${c}${a}${b}`, a.toUpperCase()]) {
          const wanted = a.toLowerCase();
          const lower = seen.toLowerCase();
          expect(sameText(seen, wanted)).toBe(lower === wanted);
          expect(startsText(seen, wanted)).toBe(lower.startsWith(wanted));
          expect(endsText(seen, wanted)).toBe(lower.endsWith(wanted));
          expect(containsText(seen, wanted)).toBe(lower.includes(wanted));
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('dates', () => {
  const years = { min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true };

  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.date(years), (date) => {
        expect(parseInstant(date.toISOString())).toBe(date.getTime());
        expect(formatInstant(date.getTime())).toBe(date.toISOString());
        const day = date.toISOString().slice(0, 10);
        expect(parseMoment(day)).toEqual({ at: Date.parse(day), day: true });
      }),
    );
  });

  it('of no calendar, or spoiled anywhere, are none', () => {
    const good = '2024-02-29T23:59:59.999Z';
    const any = fc.constantFrom(...'0123456789-+:.TZ xé');
    fc.assert(
      fc.property(fc.nat(good.length - 1), any, (at, letter) => {
        const spoiled = `${good.slice(0, at)}${letter}${good.slice(at + 1)}`;
        const expected = new Date(spoiled);
        // The platform lets days and hours run over, and takes other spellings.
        const same = !Number.isNaN(expected.getTime()) && expected.toISOString() === spoiled;
        expect(parseInstant(spoiled)).toBe(same ? expected.getTime() : undefined);
        const day = spoiled.slice(0, 10);
        const midnight = new Date(`${day}T00:00:00.000Z`);
        const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
        expect(parseMoment(day)?.at).toBe(exists ? midnight.getTime() : undefined);
      }),
      { numRuns: 2000 },
    );
  });
});
