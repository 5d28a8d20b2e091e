/**
 * The express placement: runs are cut at their waits, each segment is one Express execution, timers live
 * in EventBridge Scheduler, and a parked run costs a row. Counts follow from the plan, and units from
 * the budget that it has to keep. Every line says that it is modelled.
 */
import { callMs, eventLines, lambdaLines, units } from './effort.ts';
import type { Billing, Line } from './lines.ts';
import { type Count, ONE, sum } from './money.ts';
import type { Volume } from './volume.ts';

/** `segment`: one Lambda does all tasks up to the next wait. `step`: one Lambda for each task. */
export type Granularity = 'segment' | 'step';

/** Memory of an Express execution as it is billed, and its time: its tasks, and what goes on around them. */
const MB = 64n;
const AROUND_MS = 150n;

export function expressLines(volume: Volume, granularity: Granularity, bill: Billing): readonly Line[] {
  const { turns, timers, woken } = volume;
  const segments = ONE + timers + woken;
  // Whoever wakes a run has decided already: that is no task.
  const tasks = sum(turns.values()) - (turns.get('wake') ?? 0n);
  const lambda = { calls: granularity === 'segment' ? segments : tasks, turns: tasks };
  const ms = segments * AROUND_MS + callMs(lambda);
  const writes = writeBudget(volume);
  return [
    bill('express', 'express-request', 'Segments', segments, true),
    bill('express', 'express-gb-second', 'Segments, time', (ms * MB) / (1000n * 1024n), true),
    ...lambdaLines('express', bill, 'Tasks', lambda, true),
    bill('express', 'dynamodb-write', 'Rows written', writes, true),
    // The run's row and the card for each segment; the event's row and the card for each event.
    bill('express', 'dynamodb-read', 'Rows read', units(segments, 2) + units(volume.events, 2), true),
    bill('express', 'schedule', 'Timers', timers, true),
    ...eventLines('express', bill, { events: volume.events, changes: writes }, true),
  ].filter(({ count }) => count > 0n);
}

/**
 * One unit each, without transactions: the event, the enrolment, each message, each change of the card, each wait, the end. For
 * the welcome series that is seven.
 */
function writeBudget({ events, turns, woken }: Volume): Count {
  const of = (fn: 'send' | 'apply' | 'call' | 'park'): Count => turns.get(fn) ?? 0n;
  const [enrolled, ended] = [ONE, ONE];
  return events + enrolled + of('send') + of('apply') + of('call') + of('park') + woken + ended;
}
