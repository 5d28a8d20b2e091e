/** A quote as JSON: what `sojourn cost --json` prints and the API answers. Numbers are rounded here, to micro-dollars. */
import { type Line, total } from './lines.ts';
import { toldCount, toNumber, toUsd } from './money.ts';
import type { Quote } from './price.ts';
import { PRICES_OF } from './prices.ts';
import type { Rates } from './rates.ts';

const MILLION = 1_000_000;

export type LineReport = {
  /** `messages` are paid for in every placement; `standard` and `express` are either or. */
  readonly part: Line['part'];
  readonly what: string;
  readonly service: string;
  readonly unit: string;
  readonly countPerRun: number;
  /** Dollars for one unit. */
  readonly price: number;
  readonly usdPerMillionRuns: number;
  readonly source: string;
  readonly evidence: Line['evidence'];
};

export type Report = {
  readonly workflow: string;
  readonly prices: typeof PRICES_OF;
  readonly rates: Rates;
  readonly lines: readonly LineReport[];
  /** Orchestration alone; messages come on top. */
  readonly placements: {
    readonly standard: {
      readonly transitionsPerRun: number;
      readonly usdPerMillionRuns: number;
      /** With a state for everything between two waits. */
      readonly perSegment: { readonly transitionsPerRun: number; readonly usdPerMillionRuns: number };
    };
    readonly express: {
      readonly usdPerMillionRuns: number;
      readonly granularity: 'segment';
      readonly perStep: { readonly usdPerMillionRuns: number };
    };
  };
  readonly messages: { readonly usdPerMillionRuns: number };
  readonly naive: { readonly transitionsPerRun: number; readonly usdPerMillionRuns: number };
  /** For so many contacts who enter once; absent when nobody said how many. */
  readonly forecast?: {
    readonly contacts: number;
    readonly messagesUsd: number;
    readonly standardUsd: number;
    readonly expressUsd: number;
  };
};

export function reportOf(quote: Quote, contacts?: number): Report {
  const { messages, standard, segments, naive, express } = quote;
  const usd = (lines: readonly Line[], runs = MILLION): number => toUsd(total(lines, runs));
  return {
    workflow: quote.workflow,
    prices: PRICES_OF,
    rates: quote.rates,
    lines: [...messages, ...standard.lines, ...express.segment].map(lineReport),
    placements: {
      standard: {
        transitionsPerRun: toldCount(standard.transitions),
        usdPerMillionRuns: usd(standard.lines),
        perSegment: {
          transitionsPerRun: toldCount(segments.transitions),
          usdPerMillionRuns: usd(segments.lines),
        },
      },
      express: {
        usdPerMillionRuns: usd(express.segment),
        granularity: 'segment',
        perStep: { usdPerMillionRuns: usd(express.step) },
      },
    },
    messages: { usdPerMillionRuns: usd(messages) },
    naive: { transitionsPerRun: toldCount(naive.transitions), usdPerMillionRuns: usd(naive.lines) },
    ...(contacts === undefined
      ? {}
      : {
          forecast: {
            contacts,
            messagesUsd: usd(messages, contacts),
            standardUsd: usd(standard.lines, contacts),
            expressUsd: usd(express.segment, contacts),
          },
        }),
  };
}

const lineReport = (line: Line): LineReport => ({
  part: line.part,
  what: line.what,
  service: line.service,
  unit: line.unit,
  countPerRun: toldCount(line.count),
  price: toNumber(line.price),
  usdPerMillionRuns: toUsd(total([line], MILLION)),
  source: line.source,
  evidence: line.evidence,
});
