/**
 * The express placement: a run is a row while it waits, timers are EventBridge Scheduler's, and each stretch between two waits is one
 * Express execution; the first one the router does itself.
 */
import { callMs, eventLines, lambdaLines } from './effort.ts';
import { readsOf, routerReads, timeoutReads, writesOf } from './items.ts';
import type { Billing, Line } from './lines.ts';
import { type Count, ONE, sum } from './money.ts';
import type { Volume } from './volume.ts';

/** `segment`: one Lambda does all tasks up to the next wait. `step`: one Lambda for each task. */
export type Granularity = 'segment' | 'step';

/** Memory of an Express execution as it is billed, and its time: its tasks, and what goes on around them. */
const MB = 64n;
const AROUND_MS = 150n;

export function expressLines(
  volume: Volume,
  granularity: Granularity,
  listensAlways: boolean,
  bill: Billing,
): readonly Line[] {
  const turns = sum(volume.turns.values());
  const sent = (volume.turns.get('send') ?? 0n) - volume.holds;
  // Whoever wakes a run has decided already: that is no task.
  const tasks = turns - (volume.turns.get('wake') ?? 0n);
  const later = volume.timers + volume.woken;
  const own = granularity === 'segment' ? segments() : steps();
  const ms = own.executions * AROUND_MS + callMs(own.lambda);
  // The end of a wait takes its listener along.
  const timeouts = volume.listens - volume.woken;
  const rows = { written: own.saves + sent + volume.listens, due: 0n, together: timeouts };
  const { units, changes, counted } = writesOf(volume, turns, rows, listensAlways);
  const reads =
    readsOf(volume, own.lambda.calls, own.looks) +
    timeoutReads(volume) +
    routerReads(volume.events) +
    counted;
  return [
    bill('express', 'express-request', 'Executions', own.executions),
    bill('express', 'express-gb-second', 'Executions, time', (ms * MB) / (1000n * 1024n)),
    ...lambdaLines('express', bill, 'Tasks', own.lambda),
    bill('express', 'dynamodb-write', 'Rows written', units),
    bill('express', 'dynamodb-read', 'Rows read', reads),
    bill('express', 'schedule', 'Timers', volume.timers),
    ...lambdaLines('express', bill, 'Timers', { calls: volume.timers, turns: volume.timers }, 128n),
    ...eventLines('express', bill, { events: volume.events, changes, turns: volume.events + own.inRouter }),
  ].filter(({ count }) => count > 0n);

  /** A save ends each stretch; another one stands before a change that follows from what was only decided. */
  function segments(): Own {
    const { inRouter } = volume;
    const executions = later + inRouter.elsewhere;
    return {
      executions,
      lambda: { calls: executions, turns: tasks - inRouter.turns },
      looks: executions,
      saves: ONE + executions + volume.acts + volume.changes.all,
      inRouter: inRouter.turns,
    };
  }

  /** Each call writes what it did; what the router did is one write, but for what stands before a change. */
  function steps(): Own {
    const { inRouter } = volume;
    const all = volume.calls - volume.begun - (volume.turns.get('wake') ?? 0n);
    const calls = all - inRouter.calls;
    return {
      executions: later + inRouter.elsewhere,
      lambda: { calls, turns: tasks - inRouter.turns },
      looks: volume.looks - inRouter.looks,
      saves: ONE + calls + inRouter.acts + volume.changes.within,
      inRouter: inRouter.turns,
    };
  }
}

type Own = {
  readonly executions: Count;
  readonly lambda: { readonly calls: Count; readonly turns: Count };
  /** Calls that look at the card. */
  readonly looks: Count;
  /** Writes of the run's row that are no claim of a message and no end of a wait. */
  readonly saves: Count;
  /** Turns that the router does. */
  readonly inRouter: Count;
};
