/** Counts what is under way, so that a runtime can tell when nothing goes on but by time. Who only waits for the clock is not under way. */
export type Activity = {
  /** Counts `work` as under way until it ends. */
  readonly track: (work: Promise<void>) => void;
  /** The caller is not under way while it waits for this. */
  readonly pause: <T>(waiting: Promise<T>) => Promise<T>;
  /** Resolves when nothing is under way. */
  readonly quiet: () => Promise<void>;
  /** Grows whenever something begins. */
  readonly begun: () => number;
};

export function openActivity(): Activity {
  let underWay = 0;
  let count = 0;
  let waiters: (() => void)[] = [];

  const enter = (): void => {
    underWay += 1;
    count += 1;
  };
  const leave = (): void => {
    underWay -= 1;
    if (underWay > 0) return;
    const told = waiters;
    waiters = [];
    for (const tell of told) tell();
  };

  return {
    track: (work) => {
      enter();
      void work.then(leave, leave);
    },
    pause: async (waiting) => {
      leave();
      try {
        return await waiting;
      } finally {
        enter();
      }
    },
    quiet: async () => {
      while (underWay > 0) await new Promise<void>((tell) => waiters.push(tell));
    },
    begun: () => count,
  };
}
