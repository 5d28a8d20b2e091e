/**
 * The bus of one machine: a queue in memory between the feed and the router. It keeps nothing on disk: the feed forgets a
 * change only when all its events are through, so a crash tells them again. The test mode delivers everything more than
 * once, late, and in another order, as a bus in the cloud may.
 */
import type { Bus, BusEvent } from '../../functions/ports/bus.ts';
import { StoreUnavailable } from '../../functions/ports/store-errors.ts';
import type { Timekeeper } from './clock.ts';
import { Crashed } from './faults.ts';
import { seeded } from './random.ts';

export type Routing = (
  batch: readonly BusEvent[],
) => Promise<{ readonly failed: readonly { readonly index: number; readonly error: unknown }[] }>;

/** `delayMs`: each delivery waits up to this long, in the clock's time. */
export type Disorder = {
  readonly duplicate: boolean;
  readonly delayMs: number;
  readonly reorder: boolean;
  readonly seed: number;
};

export type BusOptions = {
  readonly clock: Timekeeper;
  readonly route: Routing;
  readonly dead: (event: BusEvent, error: unknown) => Promise<void>;
  readonly track: (work: Promise<void>) => void;
  readonly disorder?: Disorder | undefined;
};

type Delivery = { readonly event: BusEvent; attempts: number; readonly through: () => void };

const BATCH = 50;
const AT_ONCE = 4;
const ATTEMPTS = 5;
const PAUSE_MS = 1000;

/** `publish` resolves when every event was routed, or kept as a dead letter. */
export function openBus(options: BusOptions): Bus & { readonly close: () => void } {
  const { clock, route, dead, track, disorder } = options;
  const random = seeded(disorder?.seed ?? 1);
  const queue: Delivery[] = [];
  let running = 0;
  let closed = false;

  const pump = (): void => {
    while (!closed && running < AT_ONCE && queue.length > 0) {
      running += 1;
      track(deliver(next()));
    }
  };

  const next = (): Delivery[] => {
    if (disorder?.reorder !== true) return queue.splice(0, BATCH);
    const batch: Delivery[] = [];
    const size = 1 + Math.floor(random() * Math.min(BATCH, queue.length));
    for (let count = 0; count < size; count += 1) {
      batch.push(...queue.splice(Math.floor(random() * queue.length), 1));
    }
    return batch;
  };

  const deliver = async (batch: readonly Delivery[]): Promise<void> => {
    const failed = await failures(batch);
    running -= 1;
    const wrong = new Set(failed.map(({ index }) => batch[index]));
    for (const delivery of batch) if (!wrong.has(delivery)) delivery.through();
    for (const { index, error } of failed) {
      const delivery = batch[index];
      if (delivery !== undefined && !(error instanceof Crashed)) await again(delivery, error);
    }
    pump();
  };

  const failures = async (batch: readonly Delivery[]) => {
    try {
      return (await route(batch.map(({ event }) => event))).failed;
    } catch (error) {
      return batch.map((_, index) => ({ index, error }));
    }
  };

  const again = async (delivery: Delivery, error: unknown): Promise<void> => {
    // A full disk is nobody's fault: the event waits for it as long as it takes.
    if (error instanceof StoreUnavailable) {
      later(delivery, PAUSE_MS);
      return;
    }
    delivery.attempts += 1;
    if (delivery.attempts < ATTEMPTS) {
      queue.push(delivery);
      return;
    }
    try {
      await dead(delivery.event, error);
      delivery.through();
    } catch {
      later(delivery, PAUSE_MS);
    }
  };

  const later = (delivery: Delivery, ms: number): void => {
    clock.at(clock.now() + ms, () => {
      queue.push(delivery);
      pump();
    });
  };

  const enter = (event: BusEvent): Promise<void> =>
    new Promise((through) => {
      const delivery: Delivery = { event, attempts: 0, through };
      if (disorder === undefined || disorder.delayMs === 0) queue.push(delivery);
      else later(delivery, 1 + Math.floor(random() * disorder.delayMs));
    });

  return {
    publish: async (events) => {
      const copies = events.flatMap((event) =>
        Array.from({ length: disorder?.duplicate === true ? 1 + Math.floor(random() * 3) : 1 }, () => event),
      );
      const all = Promise.all(copies.map(enter));
      pump();
      await all;
    },
    close: () => {
      closed = true;
    },
  };
}
