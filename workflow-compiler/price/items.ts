/**
 * What the store's writes and reads cost on DynamoDB: the items, their sizes, the indexes they stand in, and what each task
 * does with them, as data. It follows `functions/domain` and its keys; a test counts the same units while a run goes
 * through the real tasks, so that a write added there shows here.
 */
import type { Work } from './volume.ts';

/** All but two have a kilobyte at most: a run's row grows with its history, and a message's body is as long as its text. */
type ItemName = 'run' | 'card' | 'message' | 'body' | 'activity' | 'listener';

/** One item of a write. `index`: index entries written, of which one that moves counts twice (taken out, put in). */
type Put = { readonly item: ItemName; readonly index?: number };

/** Writes that are made together; two or more items are a transaction, which costs double. */
type Operation = readonly Put[];

/** A run's row stands in three indexes: by workflow (stays), by place and by due time (move). */
const RUN: Put = { item: 'run', index: 5 };
/** When it ends it leaves the two that move. */
const ENDED: Put = { item: 'run', index: 3 };
const LISTENER: Put = { item: 'listener' };
/** A card stands in the list of contacts, where it stays. */
const CARD: Put = { item: 'card', index: 1 };
const MESSAGE: Put = { item: 'message', index: 1 };
const ACTIVITY: Put = { item: 'activity' };

const OPERATIONS = {
  /** The event that starts the run is a row before it is anything else. */
  event: [[ACTIVITY]],
  enrol: [[{ item: 'run', index: 3 }]],
  'enrol-listening': [[{ item: 'run', index: 3 }, LISTENER]],
  settle: [[RUN]],
  /** An ended run stops listening, whether it did or not. */
  end: [[ENDED, LISTENER]],
  change: [[CARD, RUN]],
  'change-end': [[CARD, ENDED, LISTENER]],
  /** Claimed with its body, settled with the event of having been sent, then the run's turn. */
  send: [[MESSAGE, { item: 'body' }], [MESSAGE, ACTIVITY], [RUN]],
  'send-end': [
    [MESSAGE, { item: 'body' }],
    [MESSAGE, ACTIVITY],
    [ENDED, LISTENER],
  ],
  listen: [[LISTENER, RUN]],
  /** The end of a wait that listened: the listener goes. */
  wake: [[RUN, LISTENER]],
  hold: [[RUN]],
  /** A mail is opened, or a link in it followed: its row, and the event. */
  track: [[MESSAGE, ACTIVITY]],
} as const satisfies { readonly [name: string]: readonly Operation[] };

export type OperationName = keyof typeof OPERATIONS;

/** Write units of an operation: those of small items, and those for each kilobyte of the run's row and of a message's body. */
export type WriteUnits = { readonly small: number; readonly perRunKb: number; readonly perBodyKb: number };

/** Index entries are as large as their item, and never doubled. */
export function writeUnits(name: OperationName): WriteUnits {
  const operations: readonly Operation[] = OPERATIONS[name];
  const puts = operations.flatMap((all) =>
    all.map(({ item, index = 0 }) => ({ item, units: (all.length > 1 ? 2 : 1) + index })),
  );
  const of = (is: (item: ItemName) => boolean): number =>
    puts.reduce((sum, { item, units }) => sum + (is(item) ? units : 0), 0);
  return {
    small: of((item) => item !== 'run' && item !== 'body'),
    perRunKb: of((item) => item === 'run'),
    perBodyKb: of((item) => item === 'body'),
  };
}

/** Bytes of a run's row: what it begins with, what a turn adds to its history, and how many entries it keeps. */
const ROW = { begins: 890, turn: 110, keeps: 40 } as const;

/** Kilobytes of a run's row after so many turns. */
export const runKb = (turns: number): number =>
  Math.ceil((ROW.begins + ROW.turn * Math.min(turns, ROW.keeps)) / 1024);

/** Kilobytes of a message as it is kept: as much again as its text for headers, links and the footer. */
export const bodyKb = (characters: number): number => Math.ceil((2 * characters) / 1024);

/** Read units of a call: the run's and the workflow's row, then what the task looks at. */
export const READS: { readonly [fn in Work]: number } = {
  apply: 2 + 2,
  decide: 2 + 2,
  /** Card, tenant, and the message's row twice. */
  send: 2 + 4,
  call: 2 + 2,
  park: 2 + 2,
  wake: 2,
  finish: 2,
};

/** For each event: its row, the card, the workflow's and the run's row, and who listens. The routing table is read once in a batch. */
export const ROUTER_READS = 5;
/** For each open or click: the message's row. */
export const TRACK_READS = 1;
