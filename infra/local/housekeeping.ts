/** Removes what has expired (kept answers, remembered event ids, old executions) now and then, a little at a time, so that nobody waits for it. */
import type { Log } from '../../functions/ports/log.ts';
import type { Runtime } from './runtime.ts';

const EVERY_MS = 600_000;
const AT_ONCE = 200;

/** Answers how to stop it. Does not keep the process alive. */
export function startHousekeeping(runtime: Pick<Runtime, 'forget'>, log: Log): () => void {
  let stopped = false;
  const timer = setInterval(() => {
    removeExpired(runtime, () => stopped).catch((error: unknown) =>
      log.warn('expired items could not be removed and will be tried again', { error: String(error) }),
    );
  }, EVERY_MS);
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

/** Everything that has expired by now, in commits of their own; answers how much. */
export async function removeExpired(
  { forget }: Pick<Runtime, 'forget'>,
  stopped: () => boolean = () => false,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const some = stopped() ? 0 : await forget(AT_ONCE);
    removed += some;
    if (some < AT_ONCE) return removed;
  }
}
