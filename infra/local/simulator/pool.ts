/**
 * Spreads a simulation over threads. Pieces are handed out one at a time, so that no thread waits for another and little
 * stands in memory; counts are whole numbers and add up to the same whatever thread did what.
 */
import { Worker } from 'node:worker_threads';
import { addCounts, openTally, type Tally } from '../../../functions/domain/simulation/tally.ts';
import { type Order, openOrder, type Piece, simulatePiece, sizeOf } from './order.ts';
import type { Heard, Said } from './worker.ts';

export type PoolOptions = {
  /** 0 simulates in this thread, for little work. */
  readonly workers: number;
  /** Told after each piece: contacts simulated so far. */
  readonly progress?: (contacts: number) => void;
  readonly signal?: AbortSignal;
};

/** Made-up contacts in pieces. */
export async function* piecesOf(contacts: number, size = 1000): AsyncGenerator<Piece> {
  for (let from = 0; from < contacts; from += size) yield { from, to: Math.min(contacts, from + size) };
}

/** Throws what the pieces throw, what a thread throws, and the signal's reason. */
export async function runPool(
  order: Order,
  pieces: AsyncIterable<Piece>,
  options: PoolOptions,
): Promise<Tally> {
  const { workers, progress = () => {}, signal } = options;
  let done = 0;
  const finished = (piece: Piece): void => {
    done += sizeOf(piece);
    progress(done);
  };
  if (workers === 0) {
    const simulation = openOrder(order);
    for await (const piece of pieces) {
      signal?.throwIfAborted();
      simulatePiece(simulation, piece);
      finished(piece);
      // Others of this thread come to their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return simulation.tally;
  }
  const tally = openTally(order.setting.start);
  const source = pieces[Symbol.asyncIterator]();
  const threads = Array.from({ length: workers }, () => openThread(order));
  try {
    const works = threads.map(async ({ ask }) => {
      await ask(undefined);
      for (;;) {
        signal?.throwIfAborted();
        const { value, done: over } = await source.next();
        if (over === true) break;
        await ask({ piece: value });
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

type Thread = {
  /** Says something and resolves with what the thread says next; `undefined` only listens. */
  readonly ask: (said: Said | undefined) => Promise<Heard>;
  readonly close: () => Promise<unknown>;
};

function openThread(order: Order): Thread {
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
