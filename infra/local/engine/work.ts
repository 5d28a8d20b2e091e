/** What is under way, counted, so that a caller can wait until nothing is. */

export type Work = {
  /** How much is under way. */
  readonly count: () => number;
  readonly track: <T>(work: Promise<T>) => Promise<T>;
  /** Resolves when nothing tracked is under way. */
  readonly idle: () => Promise<void>;
};

export function openWork(): Work {
  let underWay = 0;
  let waiting: (() => void)[] = [];

  const over = (): void => {
    underWay -= 1;
    if (underWay > 0) return;
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) resolve();
  };

  return {
    count: () => underWay,
    track: (work) => {
      underWay += 1;
      void work.then(over, over);
      return work;
    },
    idle: async () => {
      while (underWay > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
