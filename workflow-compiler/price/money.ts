/**
 * Exact arithmetic for prices. A count is an integer of trillionths (so that half a mail and 37.5 thousandths of a
 * GB-second are exact), a price an integer of trillionths of a dollar, and their product an integer too. Nothing is rounded
 * before it is printed.
 */

/** How often something happens in one run, in trillionths. */
export type Count = bigint;
/** Dollars for one unit, in trillionths. */
export type Price = bigint;
/** Dollars, in 10⁻²⁴. */
export type Money = bigint;

/** Once in every run; also the share of a hundred percent. */
export const ONE: Count = 1_000_000_000_000n;

/**
 * A decimal number as it is written, exactly; digits beyond the twelfth are dropped. Throws for what is no decimal number.
 *
 * @example decimal('0.0000133334') // 13_333_400n
 */
export function decimal(written: string | number): bigint {
  const text = typeof written === 'number' ? plain(written) : written;
  const match = /^([0-9]+)(?:\.([0-9]+))?$/.exec(text);
  if (match === null) throw new RangeError(`\`${text}\` is no decimal number`);
  const [, whole = '0', fraction = ''] = match;
  return BigInt(whole) * ONE + BigInt(fraction.slice(0, 12).padEnd(12, '0'));
}

/** Numbers below a millionth print with an exponent; a price needs them plain. */
const plain = (value: number): string =>
  value < 1e-6 ? value.toFixed(12) : value < 1e15 ? String(value) : 'too large';

/** A share of a count, or a count of counts. */
export const times = (count: Count, each: Count): Count => (count * each) / ONE;

export const sum = (counts: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const count of counts) total += count;
  return total;
};

/** What so many runs cost; exact. */
export const cost = (perRun: Count, price: Price, runs: number): Money => perRun * price * BigInt(runs);

/** Whole micro-dollars, half up: the one place where money is rounded. */
const micros = (money: Money): bigint => (money + 5n * 10n ** 17n) / 10n ** 18n;

/** Dollars as a JSON number with at most six decimals. */
export const toUsd = (money: Money): number => Number(micros(money)) / 1e6;

/** Dollars as people read them: two decimals, thousands apart. */
export function usdText(money: Money): string {
  const cents = (money + 5n * 10n ** 21n) / 10n ** 22n;
  const whole = String(cents / 100n).replace(/\B(?=(\d{3})+$)/g, ',');
  return `$${whole}.${String(cents % 100n).padStart(2, '0')}`;
}

/** A count or a price as a JSON number. */
export const toNumber = (trillionths: bigint): number => Number(trillionths) / 1e12;

/** A count as it is told: a third of a run is no rounder than nine decimals. */
export const toldCount = (count: Count): number => Number(toNumber(count).toFixed(9));
