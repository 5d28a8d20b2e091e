/**
 * Parts of a text message by country of the recipient. AWS's list is long and changes often, and carriers' fees come on top:
 * these are estimates to plan with, to be replaced by your own contract's figures in a rates file.
 */
import type { PriceRow } from './prices.ts';

const SOURCE = 'estimate; see https://aws.amazon.com/end-user-messaging/pricing/';

/** Dollars for one part, carrier fees included. `other` stands for every country without a row. */
const USD: { readonly [country: string]: string } = {
  US: '0.0103',
  CA: '0.0125',
  GB: '0.042',
  IE: '0.06',
  DE: '0.1',
  AT: '0.08',
  CH: '0.065',
  FR: '0.075',
  IT: '0.08',
  ES: '0.065',
  PT: '0.045',
  NL: '0.095',
  BE: '0.085',
  SE: '0.055',
  PL: '0.035',
  BR: '0.035',
  MX: '0.025',
  IN: '0.0045',
  AU: '0.045',
  JP: '0.075',
  other: '0.08',
};

/** Countries with a row, and `other`. */
export const SMS_COUNTRIES: readonly string[] = Object.keys(USD);

/** @example smsPrice('DE').usd // '0.1' */
export function smsPrice(country: string): PriceRow {
  const usd = Object.hasOwn(USD, country) ? USD[country] : USD.other;
  return {
    service: 'End User Messaging',
    unit: `part of a text message to ${country}`,
    usd: usd ?? '0',
    source: SOURCE,
    evidence: 'estimate',
  };
}
