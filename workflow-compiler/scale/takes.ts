/**
 * What the runs of one wave take from each quota, by placement: the same volumes that the price is counted on, cut at the waits.
 * Sums over all waves are those of the price; a test compares them.
 */
import type { Routing } from '../artifact.ts';
import type { Definition } from '../language/definition.ts';
import type { Plan } from '../lower/plan.ts';
import { callMs } from '../price/effort.ts';
import type { Line } from '../price/lines.ts';
import { type Count, ONE, sum, toNumber } from '../price/money.ts';
import type { Quote } from '../price/price.ts';
import type { Rates } from '../price/rates.ts';
import { type Volume, volumeOf } from '../price/volume.ts';
import type { QuotaId } from './quotas.ts';
import type { PlanWave } from './waves.ts';

export type Placing = 'standard' | 'express';

/** Per run that enters the workflow. */
export type Takes = { readonly [quota in QuotaId]?: number };

/** The router takes events in tens, and as long for ten as for one. */
const ROUTER_BATCH = 10n;

type Inside = { readonly wave: PlanWave; readonly volume: Volume; readonly turns: Count };

export function takesOf(
  waves: readonly PlanWave[],
  {
    definition,
    plan,
    routing,
    rates,
    quote,
  }: {
    readonly definition: Definition;
    readonly plan: Plan;
    readonly routing: Routing;
    readonly rates: Rates;
    readonly quote: Quote;
  },
): { readonly [placing in Placing]: readonly Takes[] } {
  const inside = waves.map((wave): Inside => {
    const volume = volumeOf(definition, plan, wave.visits, routing, rates);
    return { wave, volume, turns: sum(volume.turns.values()) };
  });
  const all = sum(inside.map(({ turns }) => turns));
  const unheard = unheardShare(inside);
  const happened = sum(inside.map((one) => eventsOf(one, unheard)));
  const common = (one: Inside, placing: Placing, calls: Count, turns: Count): Takes => {
    const lines = placing === 'standard' ? quote.standard.lines : quote.express.segment;
    const events = eventsOf(one, unheard);
    // Events of a type that are told together travel as one.
    const entries = (counted(lines, 'Events on the bus') * events) / happened;
    // The enrolment weighs as much as a turn.
    const weight = one.turns + entered(one);
    return {
      'put-events': toNumber(entries),
      lambda:
        toNumber(callMs({ calls, turns }) + callMs({ calls: entries, turns: events }) / ROUTER_BATCH) / 1000,
      'table-write': (toNumber(counted(lines, 'Rows written')) * toNumber(weight)) / toNumber(all + ONE),
      mail: toNumber(one.volume.mails),
      sms: toNumber(one.volume.smsParts),
      push: toNumber(one.volume.pushes),
    };
  };
  return {
    standard: inside.map((one) => ({
      ...common(one, 'standard', one.volume.calls, one.turns),
      start: toNumber(entered(one)),
      // Every turn takes the run out of the index and puts it in again; it is put in at its beginning and taken out at its end.
      'due-index': 2 * toNumber(one.turns),
      answer: toNumber(begun(one, 'event')),
      transition: toNumber(one.volume.transitions),
    })),
    express: inside.map((one) => ({
      ...common(one, 'express', executions(one), expressTurns(one)),
      'express-start': toNumber(executions(one)),
      'schedule-fire': toNumber(begun(one, 'timer') + one.volume.holds),
      // A timer for each wait, and one that looks after whoever has been woken.
      'schedule-create': toNumber(
        sum(one.wave.onward.map(({ runs }) => runs)) + one.wave.runs - entered(one) + one.volume.holds,
      ),
    })),
  };
}

const begun = ({ wave }: Inside, how: PlanWave['begins']): Count => (wave.begins === how ? wave.runs : 0n);
const entered = (one: Inside): Count => begun(one, 'entry');

/** The router does the first stretch itself, up to a webhook. Who is held until the sending hours comes back by a timer, too. */
const executions = (one: Inside): Count =>
  one.wave.runs -
  entered(one) +
  one.volume.holds +
  (one.wave.begins === 'entry' ? one.volume.inRouter.elsewhere : 0n);

/** What starts a run, what wakes it, what its steps cause, and opens that nobody waited for. */
function eventsOf(one: Inside, unheard: Count): Count {
  const { caused, tracked } = one.volume;
  return entered(one) + begun(one, 'event') + caused + (tracked * unheard) / ONE;
}

/** An open that wakes a run is one event, not two: the share of opens and clicks that wake nobody. */
function unheardShare(inside: readonly Inside[]): Count {
  const tracked = sum(inside.map(({ volume }) => volume.tracked));
  const woken = sum(inside.map((one) => begun(one, 'event')));
  return tracked > woken ? ((tracked - woken) * ONE) / tracked : 0n;
}

/** What the tasks of express do; of the first stretch, what the router does for ten runs in the time of one. */
function expressTurns(one: Inside): Count {
  // Whoever wakes a run has decided already: that is no task.
  const turns = one.turns - (one.volume.turns.get('wake') ?? 0n);
  return one.wave.begins === 'entry' ? turns / ROUTER_BATCH : turns;
}

const counted = (lines: readonly Line[], name: string): Count =>
  sum(lines.filter(({ what }) => what === name).map(({ count }) => count));
