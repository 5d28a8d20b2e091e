/** A scale as JSON: what `sojourn scale --json` prints. Amounts are rounded here; queues are told by their longest. */

import type { PlacementScale, QuotaUse } from './placement.ts';
import { QUOTAS_OF } from './quotas.ts';
import type { Scale } from './scale.ts';

type QuotaReport = Omit<QuotaUse, 'queue'>;
type PlacementReport = Omit<PlacementScale, 'quotas'> & { readonly quotas: readonly QuotaReport[] };

export type ScaleReport = Omit<Scale, 'standard' | 'express'> & {
  readonly table: typeof QUOTAS_OF;
  readonly standard: PlacementReport;
  readonly express: PlacementReport;
};

export function reportOf(scale: Scale): ScaleReport {
  return {
    ...scale,
    table: QUOTAS_OF,
    standard: placement(scale.standard),
    express: placement(scale.express),
  };
}

const placement = (of: PlacementScale): PlacementReport => ({
  ...of,
  mostInside: Math.round(of.mostInside),
  idealMostInside: Math.round(of.idealMostInside),
  quotas: of.quotas.map(({ queue: _, ...use }) => ({
    ...use,
    perRun: tidy(use.perRun),
    units: Math.round(use.units),
    aloneSeconds: tidy(use.aloneSeconds),
    wanted: tidy(use.wanted),
    busiest: tidy(use.busiest),
    longestQueue: Math.round(use.longestQueue),
  })),
});

/** Six decimals: what floating point adds beyond them means nothing. */
const tidy = (value: number): number => Number(value.toFixed(6));
