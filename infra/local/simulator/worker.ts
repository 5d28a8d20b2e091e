/** One thread of a simulation: does piece after piece, counts for itself, and hands the counts over at the end. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Found, openWork, type Piece, type Work } from './order.ts';

/** What the pool says to a thread; `end` asks for the counts. */
export type Said = { readonly piece: Piece } | { readonly end: true };
export type Heard =
  | { readonly ready: true }
  | { readonly found: readonly Found[] }
  | { readonly counts: readonly (readonly [string, number])[] };

/** Only the pool starts this file: its data is taken on trust. */
const order = workerData as Work;
const { tally, work } = openWork(order);
const say = (heard: Heard): void => parentPort?.postMessage(heard);

parentPort?.on('message', (said: Said) => {
  if ('end' in said) {
    say({ counts: [...tally.counts] });
    parentPort?.close();
    return;
  }
  say({ found: work(said.piece) });
});
say({ ready: true });
