/**
 * What a run's rows cost on DynamoDB, by the rules that `functions/domain` writes and reads them by: every row has a kilobyte but
 * the run's own, which grows; writes that stand together cost double, and an index entry as much as a write. A test puts a
 * meter around the store while runs go through the real functions, so that a write added there shows here.
 */
import { type Count, ONE, times } from './money.ts';
import type { Volume } from './volume.ts';

/**
 * Bytes of a run's row: what it begins with, its place in the index of what is due, what a turn adds to its history, packed, and
 * how many entries it keeps.
 */
const ROW = { begins: 740, due: 80, turn: 22, keeps: 40 } as const;
/** Kilobytes that a token of Step Functions adds: it has some 650 letters, and cannot be packed. */
const TOKEN_KB = 1;

/** Kilobytes of a run's row after so many turns. */
const runKb = (turns: number, due: number): number =>
  Math.ceil((ROW.begins + due + ROW.turn * Math.min(turns, ROW.keeps)) / 1024);

/** Kilobytes of the run's row over its writes. */
function averageKb(turns: Count, isDue: boolean): Count {
  const last = Number((turns + ONE - 1n) / ONE);
  const sizes = Array.from({ length: last + 1 }, (_, turn) => BigInt(runKb(turn, isDue ? ROW.due : 0)));
  return (ONE * sizes.reduce((all, one) => all + one, 0n)) / BigInt(sizes.length);
}

/** How often a run's row is written, and how it is looked after meanwhile. */
export type Rows = {
  /** Writes of the row itself. */
  readonly written: Count;
  /** Those of them that move its entry in the index of what is due. */
  readonly due: Count;
  /** Those that take out a listener in the same write. */
  readonly together?: Count;
  /** Whether a wait for an event keeps a token. */
  readonly tokens?: boolean;
};

/** Changes are counted in hundreds, of two versions at once: each has one item for its counters. */
const COUNTING = { versions: 2n, changes: 100n };
/** Bytes of that item, packed: what it begins with, with the places of six shards of the feed, and what a step adds. */
const COUNTERS = { begins: 600, step: 38 } as const;

/** Kilobytes of the counters of a version with so many steps. */
export const countersKb = (steps: number): number =>
  Math.ceil((COUNTERS.begins + COUNTERS.step * steps) / 1024);

/** What counting so many changes writes and reads. */
export function countingOf(changes: Count, steps: number): { readonly writes: Count; readonly reads: Count } {
  const kb = countersKb(steps);
  const each = (units: number): Count => (changes * COUNTING.versions * BigInt(units)) / COUNTING.changes;
  return { writes: each(kb), reads: each(Math.ceil(kb / 4)) };
}

/** Write units of a run, how many changes the feed is told of, and the read units of counting them. */
export function writesOf(volume: Volume, turns: Count, rows: Rows, listensAlways: boolean) {
  const kb = averageKb(turns, rows.due > 0n);
  const { together = 0n, tokens = false } = rows;
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
    (listensAlways ? 0n : 2n * volume.woken + (volume.listens - volume.woken) + together) +
    2n * listened;
  // Written with a listener, the row costs double.
  const doubled = (listensAlways ? ONE : volume.woken + together) + listened;
  const counting = countingOf(changes, volume.steps);
  // A token is put in with the wait and taken out with its end; an event's is kept for as long as the machine may not have heard.
  const kept = volume.listens * 2n + volume.woken * (listensAlways ? 1n : 2n);
  const long = tokens ? kept * BigInt(TOKEN_KB) : 0n;
  const units = small + times(rows.written + doubled, kb) + long + counting.writes;
  return { units, changes, counted: counting.reads };
}

/**
 * Read units of calls: the run's row, the card where they look at it, and what happened to the contact where they ask; a
 * workflow's row serves ten. Whoever begins a wait that events may end reads the row again, and what came before it.
 */
export const readsOf = (volume: Volume, calls: Count, looks: Count): Count =>
  calls + calls / 10n + looks + volume.asks + volume.listens + volume.awaited.begun;

/** Express: whoever ends a wait that no event ended looks at row and card, and once more at what came. */
export const timeoutReads = (volume: Volume): Count =>
  2n * (volume.listens - volume.woken) + volume.awaited.timeouts;

/**
 * For each event: the card, to make its row; then its row, the card with who listens, and the run's row, at which whoever begins a
 * run only glances, for half; the workflow's row and the routing table serve a batch.
 */
export const routerReads = (events: Count): Count => events * 4n + events / 10n - ONE / 2n;

/** For each open or click: the message's row, and for what it writes the row and the event together, the double. */
export const TRACK = { reads: 1, writes: 4 } as const;

/** For each message under a cap: the row with what was sent of late, which has a kilobyte up to about twenty messages. */
export const CAP = { reads: 1, writes: 1 } as const;

const of = ({ turns }: Volume, fn: 'send' | 'apply'): Count => turns.get(fn) ?? 0n;
