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
/** Events come from the queue in tens. */
const ROUTER_BATCH = 10n;
/** Changes come from the stream in batches of a hundred. */
const FEED_BATCH = 100n;
/** Requests of the queue for one event: it is sent alone, received and deleted in tens. */
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
  modelled: boolean,
): readonly Line[] {
  return [
    bill(part, 'lambda-request', `${what}, calls`, calls.calls, modelled),
    bill(part, 'lambda-gb-second', `${what}, time`, (callMs(calls) * MB) / (1000n * 1024n), modelled),
  ];
}

/** Bus, queue and router of a run's events, and the feed that its changes pass through. */
export function eventLines(
  part: Part,
  bill: Billing,
  { events, changes }: { readonly events: Count; readonly changes: Count },
  modelled: boolean,
): readonly Line[] {
  const requests = (events * (QUEUE.sends + QUEUE.batched)) / QUEUE.batch;
  return [
    bill(part, 'event', 'Events on the bus', events, modelled),
    bill(part, 'queue-request', 'Events through the queue', requests, modelled),
    ...lambdaLines(part, bill, 'Router', batches(events, ROUTER_BATCH), modelled),
    ...lambdaLines(part, bill, 'Feed of changes', batches(changes, FEED_BATCH), modelled),
  ];
}

/** A batch is handled at once, in the time of its slowest. */
const batches = (count: Count, size: bigint): Calls => ({ calls: count / size, turns: count / size });

/** A whole number of units for each of a count. */
export const units = (count: Count, each: number): Count => times(count, ONE * BigInt(each));
