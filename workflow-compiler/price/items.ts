/**
 * What a run's rows cost on DynamoDB, by the rules that `functions/domain` writes and reads them by: every row has a kilobyte but
 * the run's own, which grows; writes that stand together cost double, and an index entry as much as a write. A test puts a
 * meter around the store while runs go through the real functions, so that a write added there shows here.
 */
import { type Count, ONE, times } from './money.ts';
import type { Volume } from './volume.ts';

/** Bytes of a run's row: what it begins with, what a turn adds to its history, packed, and how many entries it keeps. */
const ROW = { begins: 620, turn: 45, keeps: 40 } as const;

/** Kilobytes of a run's row after so many turns. */
const runKb = (turns: number): number =>
  Math.ceil((ROW.begins + ROW.turn * Math.min(turns, ROW.keeps)) / 1024);

/** Kilobytes of the run's row over its writes. */
function averageKb(turns: Count): Count {
  const last = Number((turns + ONE - 1n) / ONE);
  const sizes = Array.from({ length: last + 1 }, (_, turn) => BigInt(runKb(turn)));
  return (ONE * sizes.reduce((all, one) => all + one, 0n)) / BigInt(sizes.length);
}

/** How often a run's row is written, and how it is looked after meanwhile. */
export type Rows = {
  /** Writes of the row itself. */
  readonly written: Count;
  /** Those of them that move its entry in the index of what is due. */
  readonly due: Count;
};

/** Changes of runs and messages are counted in hundreds: so many units for a cursor and the counters, in one transaction. */
const COUNTING = { units: 20n, changes: 100n };

/** Write units of a run, and how many changes the feed is told of. */
export function writesOf(volume: Volume, turns: Count, rows: Rows, listensAlways: boolean) {
  const kb = averageKb(turns);
  const listened = listensAlways || volume.listens > ONE ? ONE : volume.listens;
  const messages = of(volume, 'send') - volume.holds;
  const changes = volume.events + rows.written + messages + of(volume, 'apply');
  const small =
    // The event that starts a run, and those that wake it, are rows before they are anything else.
    volume.events +
    messages +
    of(volume, 'apply') +
    // One entry by workflow and time; one by place, taken out again, for each time that it stands still.
    ONE +
    2n * (volume.waits + volume.holds) +
    2n * rows.due +
    // Who tells the router that the run listens is written with each wait, and taken out with its end, or with the run's.
    (listensAlways ? 2n * ONE : 0n) +
    volume.listens +
    (listensAlways ? 0n : 2n * volume.woken + (volume.listens - volume.woken)) +
    2n * listened;
  // Written with a listener, the row costs double.
  const doubled = (listensAlways ? ONE : volume.woken) + listened;
  const counting = ((rows.written + messages) * COUNTING.units) / COUNTING.changes;
  const units = small + times(rows.written + doubled, kb) + counting;
  return { units, changes };
}

/** Read units of calls: the run's row and what the call looks at, read once; a workflow's row serves ten. */
export function readsOf(volume: Volume, calls: Count): Count {
  return calls + calls / 10n + calls + of(volume, 'decide');
}

/** For each event: the card, to make its row; then its row, the card, the run's row, and who listens; the workflow's row and the routing table serve a batch. */
export const routerReads = (events: Count): Count => events * 5n + events / 10n;

/** For each open or click: the message's row, and for what it writes the row and the event together, the double. */
export const TRACK = { reads: 1, writes: 4 } as const;

const of = ({ turns }: Volume, fn: 'send' | 'apply' | 'decide'): Count => turns.get(fn) ?? 0n;
