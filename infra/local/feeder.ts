/**
 * Takes changes from the store's feed to the feed's function. A change is forgotten when all that follows from it is safe, or when
 * it was taken back.
 */

import type { Change } from '../../functions/ports/store.ts';
import { StoreUnavailable } from '../../functions/ports/store-errors.ts';
import type { Timekeeper } from './clock.ts';
import { Crashed } from './faults.ts';
import type { Feed } from './store/feed.ts';

export type FeederOptions = {
  readonly feed: Feed;
  readonly clock: Timekeeper;
  readonly handle: (changes: readonly Change[]) => Promise<void>;
  /** Keeps a change that fails by itself, again and again. */
  readonly dead: (change: Change, error: unknown) => Promise<void>;
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
  const { feed, clock, handle, dead, track } = options;
  let underWay = 0;
  let closed = false;

  const pump = (): void => {
    while (!closed && underWay < AT_ONCE) {
      const batch = feed.take(BATCH);
      if (batch.length === 0) return;
      begin(batch);
    }
  };

  const begin = (batch: readonly Change[]): void => {
    underWay += 1;
    track(work(batch));
  };

  const later = (batch: readonly Change[], attempt: number): void => {
    clock.at(clock.now() + PAUSE_MS, () => track(work(batch, attempt)));
  };

  /** Resolves when the batch was handled, or given to the clock to try again. */
  const work = async (told: readonly Change[], attempt = 1): Promise<void> => {
    const batch = feed.standing(told);
    try {
      await handle(batch);
      await forget(batch);
    } catch (error) {
      if (closed || error instanceof Crashed) return;
      // A full disk is nobody's fault: the changes wait for it as long as it takes.
      if (error instanceof StoreUnavailable) return later(batch, attempt);
      if (attempt < ATTEMPTS) return work(batch, attempt + 1);
      const [first, ...others] = batch;
      // One of them is to blame: each is tried by itself.
      if (others.length > 0) for (const change of batch) begin([change]);
      else if (first !== undefined) {
        try {
          await dead(first, error);
          await forget(batch);
        } catch {
          return later(batch, attempt);
        }
      }
    }
    underWay -= 1;
    pump();
  };

  const forget = async (batch: readonly Change[]): Promise<void> => {
    await feed.done(batch.map(({ seq }) => seq));
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
