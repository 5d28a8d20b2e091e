/**
 * What simulated runs cost on AWS: not by rates but by what was counted, state by state. Prices are those of the compiler's
 * dated table; text messages are priced by the countries of the numbers that they went to.
 */

import { ONE } from '../../../workflow-compiler/price/money.ts';
import { planOf } from '../../../workflow-compiler/price/plan.ts';
import { priceOf } from '../../../workflow-compiler/price/price.ts';
import { RATES } from '../../../workflow-compiler/price/rates.ts';
import { reportOf } from '../../../workflow-compiler/price/report.ts';
import type { Visits } from '../../../workflow-compiler/price/walk.ts';
import type { Read } from './report.ts';
import type { Flow } from './stage.ts';

export type PriceReport = {
  /** Dollars, for all runs together. Messages are paid for in every placement; of the placements only one. */
  readonly usd: { readonly messages: number; readonly standard: number; readonly express: number };
  /** The date of the prices. */
  readonly pricesOf: string;
  readonly lines: readonly { readonly part: string; readonly what: string; readonly usd: number }[];
};

/** `undefined` when nobody entered, or when states were not those of the plan. */
export function priceReport(flow: Flow, runs: number, read: Read): PriceReport | undefined {
  if (runs === 0 || !flow.statesAreSteps) return undefined;
  const { name, content } = flow;
  const definition = { ...flow.version.definition, steps: content };
  const sent = (channel: string): number => read.one(`sent|${name}|${channel}`);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const texts = sent('sms');
  const rates = {
    ...RATES,
    opened: share(read.one(`opens|${name}`), sent('email')),
    clicked: share(read.one(`clicks|${name}`), sent('email')),
    ...(texts === 0
      ? {}
      : {
          countries: Object.fromEntries(
            read.under(`country|${name}|`).map(([country, n]) => [country, share(n, texts)]),
          ),
        }),
  };
  const quote = priceOf(definition, rates, visitsOf(flow, runs, read));
  const { lines, forecast, prices } = reportOf(quote, runs);
  const usd = (perMillion: number): number => Math.round(perMillion * runs) / 1e6;
  return {
    usd: {
      messages: forecast?.messagesUsd ?? 0,
      standard: forecast?.standardUsd ?? 0,
      express: forecast?.expressUsd ?? 0,
    },
    pricesOf: prices.date,
    lines: lines.map(({ part, what, usdPerMillionRuns }) => ({ part, what, usd: usd(usdPerMillionRuns) })),
  };
}

/** Averages of a run, as prices count. A retried call enters its state again; who was not sent to was not paid for. */
function visitsOf({ name, content, version }: Flow, runs: number, { one }: Read): Visits {
  const plan = planOf({ ...version.definition, steps: content });
  const perRun = (n: number): bigint => (BigInt(n) * ONE) / BigInt(runs);
  return new Map(
    plan.nodes.map((node) => {
      const state = `${name}|${node.name}`;
      const entered = one(`state|${state}`) + one(`retried|${state}`);
      const held = one(`state|${state}.hold`);
      const sends = node.type === 'task' && (node.fn === 'send' || node.fn === 'call');
      const done = one(`did|${name}|${node.step ?? node.name}|sent`);
      const isMessage = node.type === 'task' && node.fn === 'send';
      const rejected = !sends ? 0 : isMessage ? Math.max(0, entered - held - done) : 0;
      return [node.name, { entered: perRun(entered), held: perRun(held), rejected: perRun(rejected) }];
    }),
  );
}
