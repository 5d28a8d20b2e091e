/** Which placement suits a workflow, and why: what `auto` means. */
import type { CompileOptions, Placement } from './artifact.ts';
import type { Definition } from './language/definition.ts';
import { durationMs } from './language/duration.ts';
import { interruptsOf } from './lower/interrupts.ts';
import { lower } from './lower/lower.ts';
import { waysThrough } from './optimise/explain.ts';
import { optimise, PASSES } from './optimise/optimise.ts';

type Forecast = { readonly runsPerMonth: number };
type Chosen = { readonly placement: Placement; readonly why: string };

/** Dollars for a state entered in a Standard execution: Step Functions' price list, us-east-1, November 2026. */
const TRANSITION_USD = 0.000025;
/** Less than this a month is not worth giving up Step Functions' own view of each run. */
const WORTH_USD = 25;
/** Half of the Standard executions that an account may have open. */
const OPEN_RUNS = 500_000;
const MONTH_MS = 30 * 86_400_000;

/** What the options ask for; `why` only where it was chosen. */
export function placementFor(
  definition: Definition,
  { placement = 'standard', runsPerMonth }: Pick<CompileOptions, 'placement' | 'runsPerMonth'>,
): { readonly placement: Placement; readonly why?: string } {
  if (placement !== 'auto') return { placement };
  return choosePlacement(definition, runsPerMonth === undefined ? undefined : { runsPerMonth });
}

/**
 * Without a forecast: `standard`, whose executions can be looked at one by one.
 *
 * @example choosePlacement(definition, { runsPerMonth: 1_000_000 }) // { placement: 'express', why: '…' }
 */
function choosePlacement(definition: Definition, forecast?: Forecast): Chosen {
  if (forecast === undefined) {
    const why = 'no forecast was given, and Step Functions shows each run of a Standard machine';
    return { placement: 'standard', why };
  }
  const { runsPerMonth } = forecast;
  const open = Math.round((runsPerMonth * waitingMs(definition)) / MONTH_MS);
  if (open > OPEN_RUNS)
    return {
      placement: 'express',
      why: `about ${open} runs would be open at once; an account has room for 1000000`,
    };
  const { longest } = waysThrough(optimise(lower(definition, interruptsOf(definition)), PASSES));
  const usd = Math.round(runsPerMonth * longest * TRANSITION_USD);
  return usd > WORTH_USD
    ? { placement: 'express', why: `states of Standard machines would cost up to $${usd} a month` }
    : {
        placement: 'standard',
        why: `its states cost at most $${usd} a month, and Step Functions shows each run`,
      };
}

/** All waits of the definition together: no run waits longer but in a loop. */
const waitingMs = ({ steps }: Definition): number =>
  Object.values(steps).reduce((sum, step) => {
    if (step.kind === 'wait-for-event') return sum + durationMs(step.timeout.after);
    return step.kind === 'wait' && step.for !== undefined ? sum + durationMs(step.for) : sum;
  }, 0);
