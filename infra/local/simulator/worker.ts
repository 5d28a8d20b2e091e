/** One thread of a simulation: simulates piece after piece, counts for itself, and hands the counts over at the end. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Order, openOrder, type Piece, simulatePiece } from './order.ts';

/** What the pool says to a thread; `end` asks for the counts. */
export type Said = { readonly piece: Piece } | { readonly end: true };
export type Heard = { readonly ready: true } | { readonly counts: readonly (readonly [string, number])[] };

/** Only the pool starts this file: its data is taken on trust. */
const order = workerData as Order;
const simulation = openOrder(order);
const say = (heard: Heard): void => parentPort?.postMessage(heard);

parentPort?.on('message', (said: Said) => {
  if ('end' in said) {
    say({ counts: [...simulation.tally.counts] });
    parentPort?.close();
    return;
  }
  simulatePiece(simulation, said.piece);
  say({ ready: true });
});
say({ ready: true });
