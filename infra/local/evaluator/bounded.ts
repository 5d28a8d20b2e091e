// Evaluates expressions the interpreter hands to jsonata in a thread of its own, a second at most, as AWS does: an
// expression that never ends (a regular expression can do that inside one step) costs the thread and not the process.

import { Worker } from 'node:worker_threads';
import type { Answer, Evaluator, Request } from '../../../workflow-compiler/interpreter/jsonata/fallback.ts';

type Waiting = { readonly request: Request; readonly resolve: (answer: Answer) => void };

const TIMED_OUT: Answer = { error: 'Expression evaluation timeout: Check for infinite loop' };

/**
 * An evaluator for `beginAsync` and `advanceAsync`. Requests are worked off one after another. The thread starts with the
 * first request and does not keep the process alive; `close` ends it. `limit` is in milliseconds, from when its turn comes.
 */
export function boundedEvaluator(limit = 1000): {
  readonly evaluate: Evaluator;
  readonly close: () => Promise<void>;
} {
  const queue: Waiting[] = [];
  let worker: Worker | undefined;
  let busy = false;
  let turn = 0;

  // Starting is not evaluating: the second begins when the thread says that it has loaded what it needs.
  const start = (): Promise<Worker> =>
    new Promise((resolve) => {
      const made = new Worker(new URL('./worker.ts', import.meta.url));
      made.once('message', () => resolve(made));
    });

  const next = async (): Promise<void> => {
    const waiting = queue.shift();
    if (waiting === undefined) {
      busy = false;
      worker?.unref();
      return;
    }
    worker ??= await start();
    worker.ref();
    waiting.resolve(await answerOf(worker, waiting.request));
    await next();
  };

  const answerOf = (asked: Worker, request: Request): Promise<Answer> =>
    new Promise((resolve) => {
      const id = ++turn;
      let settled = false;
      const settle = (answer: Answer): void => {
        settled = true;
        clearTimeout(timer);
        asked.off('error', giveUp);
        asked.off('message', answered);
        resolve(answer);
      };
      const giveUp = (): void => {
        if (settled) return;
        worker = undefined;
        void asked.terminate();
        settle(TIMED_OUT);
      };
      // An answer that is already there counts, however late this thread comes to reading it.
      const timer = setTimeout(() => setImmediate(giveUp), limit);
      const answered = (message: { readonly id: number; readonly answer: Answer }): void => {
        if (message.id === id) settle(message.answer);
      };
      asked.on('error', giveUp);
      asked.on('message', answered);
      asked.postMessage({ id, request });
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
      await worker?.terminate();
      worker = undefined;
    },
  };
}
