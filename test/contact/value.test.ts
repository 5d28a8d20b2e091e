/** Values of standard details: what is quick must say what the libraries say. */
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { checkPhone, checkStandard } from '../../functions/domain/contact/value.ts';

function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

describe('birthdays', () => {
  it('are the days of the calendar', () => {
    const two = fc.integer({ min: 0, max: 40 }).map((n) => String(n).padStart(2, '0'));
    const year = fc.oneof(
      fc.integer({ min: 1, max: 9999 }),
      fc.constantFrom(1600, 1700, 1900, 2000, 2023, 2024, 2100),
    );
    fc.assert(
      fc.property(year, two, two, (y, month, day) => {
        const text = `${String(y).padStart(4, '0')}-${month}-${day}`;
        expect([text, checkStandard('birthday', text, undefined).ok]).toEqual([text, isDay(text)]);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['31.12.1990', '1990-1-2', '1990-12-31T00:00', ''])('are no %j', (text) => {
    expect(checkStandard('birthday', text, undefined)).toMatchObject({ ok: false });
  });
});

describe('numbers', () => {
  it('are what the library says, asked once or again, in any order', () => {
    const written = fc.constantFrom(
      '030 901820',
      '+49 30 901820',
      '+4930901820',
      '+1 202 555 0123',
      '0123',
      '+49',
      'x',
    );
    const country = fc.constantFrom(undefined, 'DE' as const, 'US' as const, 'XX');
    fc.assert(
      fc.property(fc.array(fc.tuple(written, country), { minLength: 1, maxLength: 12 }), (asked) => {
        for (const [text, home] of asked) {
          const number = parsePhoneNumberFromString(text, home === 'XX' ? undefined : home);
          const expected = number?.isValid() === true ? { ok: true, value: number.number } : { ok: false };
          expect(checkPhone(text, home)).toMatchObject(expected);
          const once = checkPhone(text, home);
          // On its way onto the card the number is asked for again, as it will stand there.
          if (once.ok) expect(checkPhone(once.value, home)).toEqual(once);
        }
      }),
      { numRuns: 200 },
    );
  });
});
