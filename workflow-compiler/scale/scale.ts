/**
 * The door of this room: what happens when so many contacts enter a workflow within so much time, against the quotas of one
 * account. Where work queues, how long, when the last one is through, and how many accounts would have to share it. Pure.
 */
import { routingOf } from '../emit/routing.ts';
import type { Definition } from '../language/definition.ts';
import { interruptsOf } from '../lower/interrupts.ts';
import { total } from '../price/lines.ts';
import { toNumber, toUsd } from '../price/money.ts';
import { planOf } from '../price/plan.ts';
import { priceOf } from '../price/price.ts';
import { RATES } from '../price/rates.ts';
import { type PlacementScale, placement, type Question } from './placement.ts';
import { type Placing, takesOf } from './takes.ts';
import { type PlanWave, wavesOf } from './waves.ts';

export type Scale = {
  readonly workflow: string;
  readonly contacts: number;
  readonly overSeconds: number;
  /** Milliseconds that a run waits, on average. */
  readonly meanStayMs: number;
  readonly messagesUsd: number;
  readonly standard: PlacementScale;
  readonly express: PlacementScale;
};

/** @example scaleOf(definition, { contacts: 10_000_000, overSeconds: 3600 }).standard.mostInside */
export function scaleOf(definition: Definition, question: Question): Scale {
  const { contacts, overSeconds, rates = RATES } = question;
  const plan = planOf(definition);
  const quote = priceOf(definition, rates);
  const routing = routingOf(definition, interruptsOf(definition));
  const waves = wavesOf(plan, definition, rates);
  const takes = takesOf(waves, { definition, plan, routing, rates, quote });
  const lines = { standard: quote.standard.lines, express: quote.express.segment };
  const placed = (placing: Placing): PlacementScale => ({
    ...placement(placing, waves, takes[placing], question),
    usd: toUsd(total(lines[placing], contacts)),
  });
  return {
    workflow: definition.name,
    contacts,
    overSeconds,
    meanStayMs: meanStay(waves),
    messagesUsd: toUsd(total(quote.messages, contacts)),
    standard: placed('standard'),
    express: placed('express'),
  };
}

const DAY_MS = 86_400_000;
/** On average; a date of the year is as often near as far. */
const MEAN_MS = { moment: DAY_MS / 2, date: (365 * DAY_MS) / 2 } as const;

function meanStay(waves: readonly PlanWave[]): number {
  return waves.reduce(
    (all, { onward }) =>
      all +
      onward.reduce(
        (sum, { runs, pause }) =>
          sum + toNumber(runs) * (pause.kind === 'for' ? pause.ms : MEAN_MS[pause.kind]),
        0,
      ),
    0,
  );
}
