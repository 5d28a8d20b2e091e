/** How long functions run and how they are batched: what a price takes for granted about our own code. */
import type { Billing, Line, Part } from './lines.ts';
import { type Count, ONE, times } from './money.ts';

/** Megabytes of every function in the manifest that takes part in runs. */
const MB = 256n;
/**
 * Milliseconds of a call, and of each thing that it does: 150 for one task with its reads and writes, 250 for a segment of
 * three.
 */
const CALL_MS = 100n;
const TURN_MS = 50n;
/** Events of a type that are told together travel in one entry; of up to twenty, ten are counted on. */
const PACKED = 10n;
/** Entries come from the queue in tens, and what is in them is done side by side: in the time of the slowest. */
const ROUTER_BATCH = 10n;
/** Changes come from the stream in hundreds. */
const FEED_BATCH = 100n;
/** Requests of the queue for one entry: it is sent alone, received and deleted in tens. */
const QUEUE = { sends: 10n, batched: 2n, batch: 10n };

/** Calls of a function, and what they do in all. */
type Calls = { readonly calls: Count; readonly turns: Count };

/** Milliseconds per run of calls that do so much. */
export const callMs = ({ calls, turns }: Calls): Count => calls * CALL_MS + turns * TURN_MS;

export function lambdaLines(
  part: Part,
  bill: Billing,
  what: string,
  calls: Calls,
  mb: bigint = MB,
): readonly Line[] {
  return [
    bill(part, 'lambda-request', `${what}, calls`, calls.calls),
    bill(part, 'lambda-gb-second', `${what}, time`, (callMs(calls) * mb) / (1000n * 1024n)),
  ];
}

/** Requests of the queue for so many entries. */
export const eventRequests = (entries: Count): Count =>
  (entries * (QUEUE.sends + QUEUE.batched)) / QUEUE.batch;

/** Bus, queue and router of a run's events with the turns that it does, and the feed that the run's changes pass through. */
export function eventLines(
  part: Part,
  bill: Billing,
  { events, changes, turns }: { readonly events: Count; readonly changes: Count; readonly turns: Count },
): readonly Line[] {
  const entries = events / PACKED;
  return [
    bill(part, 'event', 'Events on the bus', entries),
    bill(part, 'queue-request', 'Events through the queue', eventRequests(entries)),
    ...lambdaLines(part, bill, 'Router', { calls: entries / ROUTER_BATCH, turns: turns / ROUTER_BATCH }),
    ...lambdaLines(part, bill, 'Feed of changes', {
      calls: changes / FEED_BATCH,
      turns: changes / FEED_BATCH,
    }),
  ];
}

/** A whole number of units for each of a count. */
export const units = (count: Count, each: number): Count => times(count, ONE * BigInt(each));
