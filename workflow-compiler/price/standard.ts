/** The standard placement: one execution per run, every state entered billed, a Lambda for each task. */
import { eventLines, lambdaLines } from './effort.ts';
import { readsOf, routerReads, writesOf } from './items.ts';
import type { Billing, Line } from './lines.ts';
import { ONE, sum } from './money.ts';
import type { Volume } from './volume.ts';

export function standardLines(volume: Volume, listensAlways: boolean, bill: Billing): readonly Line[] {
  const turns = sum(volume.turns.values());
  const sent = (volume.turns.get('send') ?? 0n) - volume.holds;
  // Entered, claimed for each message, settled by each call, which may be to wait for the sending hours, by each change within one, and by each event that ends a wait.
  const settled = volume.calls + volume.changes.within + volume.woken;
  const rows = { written: ONE + sent + settled, due: settled, tokens: true };
  const { units, changes, counted } = writesOf(volume, turns, rows, listensAlways);
  const reads = readsOf(volume, volume.calls, volume.looks) + routerReads(volume.events) + counted;
  return [
    bill('standard', 'transition', 'States entered', volume.transitions),
    ...lambdaLines('standard', bill, 'Tasks', { calls: volume.calls, turns }),
    bill('standard', 'dynamodb-write', 'Rows written', units),
    bill('standard', 'dynamodb-read', 'Rows read', reads),
    ...eventLines('standard', bill, { events: volume.events, changes, turns: volume.events }),
  ].filter(({ count }) => count > 0n);
}
