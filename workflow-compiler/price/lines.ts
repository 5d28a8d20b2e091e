/** Lines of a bill: how often per run, at which price, and what that comes to. */
import { type Count, cost, decimal, type Money, type Price, sum } from './money.ts';
import { type Evidence, PRICES, type PriceId, type PriceRow } from './prices.ts';
import type { Rates } from './rates.ts';
import { smsPrice } from './sms-prices.ts';

/** Which sum a line belongs to. */
export type Part = 'messages' | 'standard' | 'express';

export type Line = {
  readonly part: Part;
  /** For people: what is paid for. */
  readonly what: string;
  readonly service: string;
  readonly unit: string;
  readonly count: Count;
  readonly price: Price;
  readonly source: string;
  readonly evidence: Evidence;
};

export type Billing = (part: Part, id: PriceId | `sms-${string}`, what: string, count: Count) => Line;

/** Makes lines at the table's prices, or at those that the rates say. */
export function billing(rates: Rates): Billing {
  return (part, id, what, count) => {
    const { usd, ...row } = rowOf(id);
    const own = Object.hasOwn(rates.prices, id) ? rates.prices[id] : undefined;
    return {
      part,
      what,
      service: row.service,
      unit: row.unit,
      count,
      price: decimal(own ?? usd),
      source: own === undefined ? row.source : 'your rates',
      evidence: own === undefined ? row.evidence : 'seen',
    };
  };
}

function rowOf(id: PriceId | `sms-${string}`): PriceRow {
  return isListed(id) ? PRICES[id] : smsPrice(id.slice('sms-'.length));
}

const isListed = (id: string): id is PriceId => Object.hasOwn(PRICES, id);

export const total = (lines: readonly Line[], runs: number): Money =>
  sum(lines.map(({ count, price }) => cost(count, price, runs)));
