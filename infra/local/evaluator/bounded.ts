// Evaluates expressions the interpreter hands to jsonata in a thread of its own, a second at most, as AWS does: an
// expression that never ends (a regular expression can do that inside one step) costs the thread and not the process.
// The second is one of the processor: on a busy machine the thread may have to wait for it.

import { Worker } from 'node:worker_threads';
import type { Answer, Evaluator, Request } from '../../../workflow-compiler/interpreter/jsonata/fallback.ts';

type Waiting = { readonly request: Request; readonly resolve: (answer: Answer) => void };

/** What the thread says: that it is there, or an answer; each with the milliseconds of the processor it has had so far. */
export type Said = { readonly id: number; readonly answer?: Answer; readonly spent: number };

type Thread = { readonly worker: Worker; spent: number };

const TIMED_OUT: Answer = { error: 'Expression evaluation timeout: Check for infinite loop' };

/**
 * An evaluator for `beginAsync` and `advanceAsync`. Requests are worked off one after another. The thread starts with the
 * first request and does not keep the process alive; `close` ends it. `limit` is in milliseconds of the processor.
 */
export function boundedEvaluator(limit = 1000): {
  readonly evaluate: Evaluator;
  readonly close: () => Promise<void>;
} {
  const queue: Waiting[] = [];
  let thread: Thread | undefined;
  let busy = false;
  let turn = 0;

  // Starting is not evaluating: the second begins when the thread says that it has loaded what it needs.
  const start = (): Promise<Thread> =>
    new Promise((resolve) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      worker.once('message', ({ spent }: Said) => resolve({ worker, spent }));
    });

  const next = async (): Promise<void> => {
    const waiting = queue.shift();
    if (waiting === undefined) {
      busy = false;
      thread?.worker.unref();
      return;
    }
    thread ??= await start();
    thread.worker.ref();
    waiting.resolve(await answerOf(thread, waiting.request));
    await next();
  };

  const answerOf = (asked: Thread, request: Request): Promise<Answer> =>
    new Promise((resolve) => {
      const { worker } = asked;
      const id = ++turn;
      let settled = false;
      const settle = (answer: Answer): void => {
        settled = true;
        clearTimeout(timer);
        clearTimeout(last);
        worker.off('error', giveUp);
        worker.off('message', answered);
        resolve(answer);
      };
      const giveUp = (): void => {
        if (settled) return;
        thread = undefined;
        void worker.terminate();
        settle(TIMED_OUT);
      };
      const look = async (): Promise<void> => {
        const left = limit - ((await spentBy(worker)) - asked.spent);
        if (settled) return;
        if (left <= 0) giveUp();
        else timer = setTimeout(look, Math.max(left, LEAST));
      };
      const answered = (said: Said): void => {
        if (said.id !== id || said.answer === undefined) return;
        asked.spent = said.spent;
        settle(said.answer);
      };
      let timer = setTimeout(look, limit);
      // Whoever does not even say what it has spent.
      const last = setTimeout(giveUp, limit * PATIENCE);
      worker.on('error', giveUp);
      worker.on('message', answered);
      worker.postMessage({ id, request });
    });

  return {
    evaluate: (request) =>
      new Promise((resolve) => {
        queue.push({ request, resolve });
        if (busy) return;
        busy = true;
        void next();
      }),
    close: async () => {
      await thread?.worker.terminate();
      thread = undefined;
    },
  };
}

/** Milliseconds until a thread is looked at again. */
const LEAST = 20;
/** So many times its limit of the processor a thread has on the clock. */
const PATIENCE = 30;

/** Endless for one that is gone. */
async function spentBy(worker: Worker): Promise<number> {
  try {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1000;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
