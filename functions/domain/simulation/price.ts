/**
 * What simulated runs cost on AWS: not by rates but by what was counted, step by step, in each placement, whichever ran. Prices are
 * those of the compiler's dated table; text messages are priced by the countries of the numbers that they went to.
 */
import { type Line, total } from '../../../workflow-compiler/price/lines.ts';
import { ONE, toUsd } from '../../../workflow-compiler/price/money.ts';
import { priceOf } from '../../../workflow-compiler/price/price.ts';
import { PRICES_OF } from '../../../workflow-compiler/price/prices.ts';
import { RATES } from '../../../workflow-compiler/price/rates.ts';
import type { Read } from './report.ts';
import type { Flow } from './stage.ts';
import { visitsOf } from './visits.ts';

/** How a workflow is cut into states, and where its waits live. */
export const SHAPES = ['standard', 'standardSegment', 'express', 'expressStep'] as const;
export type Shape = (typeof SHAPES)[number];

export type PriceReport = {
  /** The one that ran. */
  readonly shape: Shape;
  /** Dollars, for all runs together. Messages are paid for in every shape; of the shapes only one. */
  readonly usd: { readonly [S in Shape | 'messages']: number };
  /** The date of the prices. */
  readonly pricesOf: string;
  /** Messages, and the shape that ran. */
  readonly lines: readonly { readonly part: string; readonly what: string; readonly usd: number }[];
};

/** `undefined` when nobody entered. */
export function priceReport(flow: Flow, runs: number, read: Read, capped: boolean): PriceReport | undefined {
  if (runs === 0) return undefined;
  const { name, content, shape } = flow;
  const definition = { ...flow.version.definition, steps: content };
  const sent = (channel: string): number => read.one(`sent|${name}|${channel}`);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const texts = sent('sms');
  const rates = {
    ...RATES,
    opened: share(read.one(`opens|${name}`), sent('email')),
    clicked: share(read.one(`clicks|${name}`), sent('email') + sent('push')),
    ...(capped ? { capped: 1 } : {}),
    ...(texts === 0
      ? {}
      : {
          countries: Object.fromEntries(
            read.under(`country|${name}|`).map(([country, n]) => [country, share(n, texts)]),
          ),
        }),
  };
  const inside = read.under(`inside|${name}|`).reduce((all, [, n]) => all + n, 0);
  const { messages, standard, segments, express } = priceOf(definition, rates, {
    visits: (plan) => visitsOf(name, runs, plan, read),
    ended: (BigInt(runs - inside) * ONE) / BigInt(runs),
  });
  const usd = (lines: readonly Line[]): number => toUsd(total(lines, runs));
  const lines: { readonly [S in Shape]: readonly Line[] } = {
    standard: standard.lines,
    standardSegment: segments.lines,
    express: express.segment,
    expressStep: express.step,
  };
  return {
    shape,
    usd: {
      messages: usd(messages),
      standard: usd(lines.standard),
      standardSegment: usd(lines.standardSegment),
      express: usd(lines.express),
      expressStep: usd(lines.expressStep),
    },
    pricesOf: PRICES_OF.date,
    lines: [...messages, ...lines[shape]].map((line) => ({
      part: line.part,
      what: line.what,
      usd: usd([line]),
    })),
  };
}
