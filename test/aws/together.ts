/** Plays many stories in one time: it moves on when all of them sleep, to the first that wants to wake. */
import type { Time } from './time.ts';

type Sleeper = { readonly until: number; readonly wake: () => void };

/** Resolves when every play is over; rejects with the first that fails. */
export async function together(
  time: Time,
  plays: readonly ((sleep: (until: number) => Promise<void>) => Promise<void>)[],
): Promise<void> {
  let asleep: readonly Sleeper[] = [];
  let awake = plays.length;
  let rest = (): void => {};

  const doze = (): void => {
    awake -= 1;
    if (awake === 0) rest();
  };

  const sleep = (until: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        awake += 1;
        resolve();
      };
      asleep = [...asleep, { until, wake }];
      doze();
    });

  const allAsleep = (): Promise<void> =>
    new Promise((resolve) => {
      rest = resolve;
      if (awake === 0) resolve();
    });

  const all = Promise.all(plays.map((play) => play(sleep).then(doze)));
  const failed = all.then(() => {});
  const conduct = async (): Promise<void> => {
    for (;;) {
      await allAsleep();
      if (asleep.length === 0) return;
      await time.settle();
      const now = time.now();
      if (process.env.SOJOURN_TEST_LOG !== undefined)
        process.stderr.write(
          `${new Date().toISOString()} stands at ${new Date(now).toISOString()}, ${asleep.length} sleep\n`,
        );
      const ready = asleep.filter(({ until }) => until <= now);
      asleep = asleep.filter(({ until }) => until > now);
      if (ready.length === 0) await time.step(Math.min(...asleep.map(({ until }) => until)));
      for (const { wake } of ready) wake();
    }
  };
  await Promise.race([failed, conduct()]);
  await all;
  await time.settle();
}
