/**
 * The door of this room: what a workflow costs before it is published, line by line. The definition must have compiled without
 * errors. Pure and exact: the same definition and rates give the same answer to the last digit.
 */
import { routingOf } from '../emit/routing.ts';
import type { Definition } from '../language/definition.ts';
import { interruptsOf } from '../lower/interrupts.ts';
import { expressLines } from './express.ts';
import { billing, type Line } from './lines.ts';
import { messageLines } from './messages.ts';
import type { Count } from './money.ts';
import { planOf } from './plan.ts';
import { RATES, type Rates } from './rates.ts';
import { standardLines } from './standard.ts';
import { type Volume, volumeOf } from './volume.ts';
import { type Visits, walk } from './walk.ts';

export type Quote = {
  readonly workflow: string;
  readonly rates: Rates;
  /** Sent, whatever the placement; not part of the placements' sums. */
  readonly messages: readonly Line[];
  /** States entered per run, and what they and everything around them cost. */
  readonly standard: Placement;
  /** One state for each step, nothing optimised: what the passes are measured against. */
  readonly naive: Placement;
  /** One Lambda call for each stretch between two waits, or for each step. */
  readonly express: { readonly segment: readonly Line[]; readonly step: readonly Line[] };
};

export type Placement = { readonly transitions: Count; readonly lines: readonly Line[] };

/**
 * `counted`: what runs did at each node of the optimised plan, where that was counted; else the rates say what they do.
 *
 * @example priceOf(definition).standard.transitions // 7_000_000_000_000n
 */
export function priceOf(definition: Definition, rates: Rates = RATES, counted?: Visits): Quote {
  const interrupts = interruptsOf(definition);
  const routing = routingOf(definition, interrupts);
  const bill = billing(rates);
  const volume = (naive: boolean): Volume => {
    const plan = planOf(definition, naive);
    const visits = naive ? undefined : counted;
    return volumeOf(definition, plan, visits ?? walk(plan, definition, rates), routing, rates);
  };
  const placement = (of: Volume): Placement => ({
    transitions: of.transitions,
    lines: standardLines(of, interrupts.length > 0, bill),
  });
  const optimised = volume(false);
  return {
    workflow: definition.name,
    rates,
    messages: messageLines(optimised, rates, bill),
    standard: placement(optimised),
    naive: placement(volume(true)),
    express: {
      segment: expressLines(optimised, 'segment', interrupts.length > 0, bill),
      step: expressLines(optimised, 'step', interrupts.length > 0, bill),
    },
  };
}
