/**
 * The door of this room: what a workflow costs before it is published, line by line. The definition must have compiled without
 * errors. Pure and exact: the same definition and rates give the same answer to the last digit.
 */
import { routingOf } from '../emit/routing.ts';
import type { Definition } from '../language/definition.ts';
import { interruptsOf } from '../lower/interrupts.ts';
import type { Plan } from '../lower/plan.ts';
import { expressLines } from './express.ts';
import { billing, type Line } from './lines.ts';
import { messageLines } from './messages.ts';
import type { Count } from './money.ts';
import { planOf, uncutPlanOf } from './plan.ts';
import { RATES, type Rates } from './rates.ts';
import { cutOf, segmentLines } from './segments.ts';
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
  /** The same with a state for everything between two waits. */
  readonly segments: Placement;
  /** One state for each step, nothing optimised: what the passes are measured against. */
  readonly naive: Placement;
  /** One Lambda call for each stretch between two waits, or for each step. */
  readonly express: { readonly segment: readonly Line[]; readonly step: readonly Line[] };
};

export type Placement = { readonly transitions: Count; readonly lines: readonly Line[] };

/** What runs did, where that was counted. */
export type Counted = {
  /** At each node of an optimised plan. */
  readonly visits: (plan: Plan) => Visits;
  /** How many of the runs came to their end. */
  readonly ended: Count;
};

/**
 * `counted`: what runs did, where that was counted; else the rates say what they do.
 *
 * @example priceOf(definition).standard.transitions // 7_000_000_000_000n
 */
export function priceOf(definition: Definition, rates: Rates = RATES, counted?: Counted): Quote {
  const interrupts = interruptsOf(definition);
  const routing = routingOf(definition, interrupts);
  const bill = billing(rates);
  const volume = (plan: Plan, visits: Visits): Volume => volumeOf(definition, plan, visits, routing, rates);
  const walked = (plan: Plan): Visits => walk(plan, definition, rates);
  const visitsOf = counted?.visits ?? walked;
  const placement = (of: Volume): Placement => ({
    transitions: of.transitions,
    lines: standardLines(of, interrupts.length > 0, bill),
  });
  const [plan, naive, uncut] = [planOf(definition), planOf(definition, true), uncutPlanOf(definition)];
  const optimised = volume(plan, visitsOf(plan));
  const cut = cutOf(uncut, visitsOf(uncut), counted?.ended);
  return {
    workflow: definition.name,
    rates,
    messages: messageLines(optimised, rates, bill),
    standard: placement(optimised),
    segments: {
      transitions: cut.transitions,
      lines: segmentLines(volume(uncut, visitsOf(uncut)), cut, interrupts.length > 0, bill),
    },
    naive: placement(volume(naive, walked(naive))),
    express: {
      segment: expressLines(optimised, 'segment', interrupts.length > 0, bill),
      step: expressLines(optimised, 'step', interrupts.length > 0, bill),
    },
  };
}
