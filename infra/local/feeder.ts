/** Takes changes from the store's feed to the feed's function. A change is forgotten when all that follows from it is safe. */

import type { Log } from '../../functions/ports/log.ts';
import type { Change } from '../../functions/ports/store.ts';
import { StoreUnavailable } from '../../functions/ports/store-errors.ts';
import type { Timekeeper } from './clock.ts';
import { Crashed } from './faults.ts';
import type { Feed } from './store/feed.ts';

export type FeederOptions = {
  readonly feed: Feed;
  readonly clock: Timekeeper;
  readonly log: Log;
  readonly handle: (changes: readonly Change[]) => Promise<void>;
  readonly track: (work: Promise<void>) => void;
};

const BATCH = 50;
/** Batches under way at once: one whose events are delayed does not hold up the others. */
const AT_ONCE = 200;
const ATTEMPTS = 5;
const PAUSE_MS = 1000;

export function openFeeder(options: FeederOptions): {
  readonly start: () => void;
  readonly close: () => void;
} {
  const { feed, clock, log, handle, track } = options;
  let underWay = 0;
  let closed = false;

  const pump = (): void => {
    while (!closed && underWay < AT_ONCE) {
      const batch = feed.take(BATCH);
      if (batch.length === 0) return;
      underWay += 1;
      track(work(batch));
    }
  };

  /** Resolves when the batch was handled, or given to the clock to try again. */
  const work = async (batch: readonly Change[], attempt = 1): Promise<void> => {
    try {
      await handle(batch);
      await Promise.all(batch.map(({ seq }) => feed.done(seq)));
    } catch (error) {
      if (closed || error instanceof Crashed) return;
      if (error instanceof StoreUnavailable || attempt < ATTEMPTS) {
        const wait = error instanceof StoreUnavailable ? PAUSE_MS : 0;
        const tries = error instanceof StoreUnavailable ? attempt : attempt + 1;
        clock.at(clock.now() + wait, () => track(work(batch, tries)));
        return;
      }
      log.error('changes were given up', {
        from: batch[0]?.seq ?? '',
        count: batch.length,
        error: String(error),
      });
      await Promise.all(batch.map(({ seq }) => feed.done(seq))).catch(() => undefined);
    }
    underWay -= 1;
    pump();
  };

  return {
    start: () => {
      feed.onChange(pump);
      pump();
    },
    close: () => {
      closed = true;
    },
  };
}
