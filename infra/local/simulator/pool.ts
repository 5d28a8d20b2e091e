/**
 * Spreads a simulation over threads. Pieces are handed out one at a time, so that no thread waits for another and little
 * stands in memory; counts are whole numbers and add up to the same whatever thread did what.
 */
import { Worker } from 'node:worker_threads';
import { addCounts, type Tally } from '../../../functions/domain/simulation/tally.ts';
import { type Found, openWork, type Piece, sizeOf, tallyOf, type Work } from './order.ts';
import type { Heard, Said } from './worker.ts';

export type PoolOptions = {
  /** 0 simulates in this thread, for little work. */
  readonly workers: number;
  /** Told after each piece: contacts simulated so far. */
  readonly progress?: (contacts: number) => void;
  /** Told what was found, in the order of the pieces. */
  readonly found?: (some: readonly Found[]) => void;
  readonly signal?: AbortSignal;
};

/** Made-up contacts, or tests, in pieces. */
export async function* piecesOf(contacts: number, size = 1000): AsyncGenerator<Piece> {
  for (let from = 0; from < contacts; from += size) yield { from, to: Math.min(contacts, from + size) };
}

/** Throws what the pieces throw, what a thread throws, and the signal's reason. */
export async function runPool(
  order: Work,
  pieces: AsyncIterable<Piece>,
  options: PoolOptions,
): Promise<Tally> {
  const { workers, progress = () => {}, found = () => {}, signal } = options;
  let done = 0;
  const finished = (piece: Piece): void => {
    done += sizeOf(piece);
    progress(done);
  };
  if (workers === 0) {
    const { tally, work } = openWork(order);
    for await (const piece of pieces) {
      signal?.throwIfAborted();
      found(work(piece));
      finished(piece);
      // Others of this thread come to their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return tally;
  }
  const tally = tallyOf(order);
  const source = pieces[Symbol.asyncIterator]();
  const inOrder = ordered(found);
  let taken = 0;
  const threads = Array.from({ length: workers }, () => openThread(order));
  try {
    const works = threads.map(async ({ ask }) => {
      await ask(undefined);
      for (;;) {
        signal?.throwIfAborted();
        const { value, done: over } = await source.next();
        if (over === true) break;
        const number = taken;
        taken += 1;
        const said = await ask({ piece: value });
        if ('found' in said) inOrder(number, said.found);
        finished(value);
      }
      const last = await ask({ end: true });
      if ('counts' in last) addCounts(tally, last.counts);
    });
    await Promise.all(works);
    return tally;
  } finally {
    await source.return?.();
    await Promise.all(threads.map(({ close }) => close()));
  }
}

/** Passes on what comes in any order in the order of its numbers, from 0 on. */
function ordered<T>(pass: (one: T) => void): (number: number, one: T) => void {
  const early = new Map<number, T>();
  let next = 0;
  return (number, one) => {
    early.set(number, one);
    for (let at = early.get(next); at !== undefined; at = early.get(next)) {
      early.delete(next);
      next += 1;
      pass(at);
    }
  };
}

type Thread = {
  /** Says something and resolves with what the thread says next; `undefined` only listens. */
  readonly ask: (said: Said | undefined) => Promise<Heard>;
  readonly close: () => Promise<unknown>;
};

function openThread(order: Work): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: order });
  const heard: Heard[] = [];
  let waiting:
    | { readonly resolve: (heard: Heard) => void; readonly reject: (error: unknown) => void }
    | undefined;
  let broken: { readonly error: unknown } | undefined;
  worker.on('message', (message: Heard) => {
    if (waiting === undefined) heard.push(message);
    else waiting.resolve(message);
    waiting = undefined;
  });
  worker.on('error', (error) => {
    broken = { error };
    waiting?.reject(error);
  });
  return {
    ask: (said) => {
      if (said !== undefined) worker.postMessage(said);
      const first = heard.shift();
      if (first !== undefined) return Promise.resolve(first);
      if (broken !== undefined) return Promise.reject(broken.error);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    close: () => worker.terminate(),
  };
}
